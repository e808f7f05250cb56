package io.eligo.jobs.demodata;

import java.util.List;
import java.util.Locale;

/** Which audiences are written how often: those of The Complete Journey, with more that mean everybody or strangers. */
final class DemoAudiences {
    private static final DemoAudiences CASHBACK = new DemoAudiences(List.of(
            new Share("New", 170),
            new Share("New,Infrequent", 120),
            new Share("New,Infrequent,Occasional", 65),
            new Share("New,Infrequent,Occasional,Regular", 45),
            new Share("NonCustomer", 130),
            new Share("NonCustomer,New", 40),
            new Share("NonCustomer,New,Infrequent", 20),
            new Share("New,Occasional", 20),
            new Share("New,Regular", 10),
            new Share("Infrequent,Occasional", 45),
            new Share("Regular,Vip", 60),
            new Share("Vip", 50),
            new Share("New,Infrequent,Occasional,Regular,Vip", 20),
            new Share("All", 170),
            new Share("All,Vip", 10),
            new Share("", 12)));
    private static final DemoAudiences EXCLUSIVE = new DemoAudiences(List.of(
            new Share("All", 230),
            new Share("All,Vip", 12),
            new Share("Regular,Vip", 150),
            new Share("New", 90),
            new Share("New,Infrequent,Occasional", 80),
            new Share("New,Infrequent", 60),
            new Share("New,Infrequent,Occasional,Regular", 50),
            new Share("NonCustomer", 90),
            new Share("New,Infrequent,Occasional,Regular,Vip", 40),
            new Share("Occasional,Regular,Vip", 60),
            new Share("Vip", 70),
            new Share("New,Occasional", 12),
            new Share("", 12)));

    private final List<Share> shares;
    private final Weights weights;

    private DemoAudiences(List<Share> shares) {
        this.shares = shares;
        this.weights = new Weights(shares.size(), i -> shares.get(i).weight());
    }

    private record Share(String words, double weight) {}

    /** As PostgreSQL writes an array. */
    static String cashback(Draw draw) {
        return CASHBACK.draw(draw);
    }

    static String exclusive(Draw draw) {
        return EXCLUSIVE.draw(draw);
    }

    private String draw(Draw draw) {
        return String.format(Locale.ROOT, "{%s}", shares.get(weights.draw(draw)).words());
    }
}
