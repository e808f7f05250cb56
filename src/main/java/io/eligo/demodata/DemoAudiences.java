package io.eligo.demodata;

import java.util.List;
import java.util.Locale;

/**
 * Audiences and their frequencies: those of The Complete Journey, with additional ones that include
 * all users or non-customers.
 */
final class DemoAudiences {
    private static final DemoAudiences CASHBACK = new DemoAudiences(List.of(
            new WeightedAudience("New", 170),
            new WeightedAudience("New,Infrequent", 120),
            new WeightedAudience("New,Infrequent,Occasional", 65),
            new WeightedAudience("New,Infrequent,Occasional,Regular", 45),
            new WeightedAudience("NonCustomer", 130),
            new WeightedAudience("NonCustomer,New", 40),
            new WeightedAudience("NonCustomer,New,Infrequent", 20),
            new WeightedAudience("New,Occasional", 20),
            new WeightedAudience("New,Regular", 10),
            new WeightedAudience("Infrequent,Occasional", 45),
            new WeightedAudience("Regular,Vip", 60),
            new WeightedAudience("Vip", 50),
            new WeightedAudience("New,Infrequent,Occasional,Regular,Vip", 20),
            new WeightedAudience("All", 170),
            new WeightedAudience("All,Vip", 10),
            new WeightedAudience("", 12)));
    private static final DemoAudiences EXCLUSIVE = new DemoAudiences(List.of(
            new WeightedAudience("All", 230),
            new WeightedAudience("All,Vip", 12),
            new WeightedAudience("Regular,Vip", 150),
            new WeightedAudience("New", 90),
            new WeightedAudience("New,Infrequent,Occasional", 80),
            new WeightedAudience("New,Infrequent", 60),
            new WeightedAudience("New,Infrequent,Occasional,Regular", 50),
            new WeightedAudience("NonCustomer", 90),
            new WeightedAudience("New,Infrequent,Occasional,Regular,Vip", 40),
            new WeightedAudience("Occasional,Regular,Vip", 60),
            new WeightedAudience("Vip", 70),
            new WeightedAudience("New,Occasional", 12),
            new WeightedAudience("", 12)));

    private final List<WeightedAudience> audiences;
    private final WeightedSampler sampler;

    private DemoAudiences(List<WeightedAudience> shares) {
        this.audiences = shares;
        this.sampler = new WeightedSampler(shares.size(), i -> shares.get(i).weight());
    }

    private record WeightedAudience(String types, double weight) {}

    /** In PostgreSQL's array syntax. */
    static String cashback(SeededRandom random) {
        return CASHBACK.sample(random);
    }

    static String exclusive(SeededRandom random) {
        return EXCLUSIVE.sample(random);
    }

    private String sample(SeededRandom random) {
        return String.format(
                Locale.ROOT, "{%s}", audiences.get(sampler.sample(random)).types());
    }
}
