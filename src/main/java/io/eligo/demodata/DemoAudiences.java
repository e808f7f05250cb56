package io.eligo.demodata;

import static io.eligo.rules.vocabulary.CustomerType.INFREQUENT;
import static io.eligo.rules.vocabulary.CustomerType.NEW;
import static io.eligo.rules.vocabulary.CustomerType.NON_CUSTOMER;
import static io.eligo.rules.vocabulary.CustomerType.OCCASIONAL;
import static io.eligo.rules.vocabulary.CustomerType.REGULAR;
import static io.eligo.rules.vocabulary.CustomerType.VIP;

import io.eligo.rules.Audience;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Audiences and their frequencies; ops/runbooks/demo-data.md names the model. */
final class DemoAudiences {
    private static final DemoAudiences CASHBACK = new DemoAudiences(List.of(
            WeightedAudience.of(170, NEW),
            WeightedAudience.of(120, NEW, INFREQUENT),
            WeightedAudience.of(65, NEW, INFREQUENT, OCCASIONAL),
            WeightedAudience.of(45, NEW, INFREQUENT, OCCASIONAL, REGULAR),
            WeightedAudience.of(130, NON_CUSTOMER),
            WeightedAudience.of(40, NON_CUSTOMER, NEW),
            WeightedAudience.of(20, NON_CUSTOMER, NEW, INFREQUENT),
            WeightedAudience.of(20, NEW, OCCASIONAL),
            WeightedAudience.of(10, NEW, REGULAR),
            WeightedAudience.of(45, INFREQUENT, OCCASIONAL),
            WeightedAudience.of(60, REGULAR, VIP),
            WeightedAudience.of(50, VIP),
            WeightedAudience.of(20, NEW, INFREQUENT, OCCASIONAL, REGULAR, VIP),
            WeightedAudience.all(170),
            WeightedAudience.all(10, VIP),
            WeightedAudience.of(12)));
    private static final DemoAudiences EXCLUSIVE = new DemoAudiences(List.of(
            WeightedAudience.all(230),
            WeightedAudience.all(12, VIP),
            WeightedAudience.of(150, REGULAR, VIP),
            WeightedAudience.of(90, NEW),
            WeightedAudience.of(80, NEW, INFREQUENT, OCCASIONAL),
            WeightedAudience.of(60, NEW, INFREQUENT),
            WeightedAudience.of(50, NEW, INFREQUENT, OCCASIONAL, REGULAR),
            WeightedAudience.of(90, NON_CUSTOMER),
            WeightedAudience.of(40, NEW, INFREQUENT, OCCASIONAL, REGULAR, VIP),
            WeightedAudience.of(60, OCCASIONAL, REGULAR, VIP),
            WeightedAudience.of(70, VIP),
            WeightedAudience.of(12, NEW, OCCASIONAL),
            WeightedAudience.of(12)));

    private final List<WeightedAudience> audiences;
    private final WeightedSampler sampler;

    private DemoAudiences(List<WeightedAudience> audiences) {
        this.audiences = audiences;
        this.sampler =
                new WeightedSampler(audiences.size(), i -> audiences.get(i).weight());
    }

    private record WeightedAudience(double weight, List<String> words) {
        static WeightedAudience of(double weight, CustomerType... types) {
            return new WeightedAudience(
                    weight, Stream.of(types).map(CustomerType::spelling).toList());
        }

        /** The customer types next to {@code All} have no effect; some source systems write them. */
        static WeightedAudience all(double weight, CustomerType... types) {
            var words = new ArrayList<String>(List.of(Audience.ALL));
            words.addAll(of(weight, types).words());
            return new WeightedAudience(weight, words);
        }

        String toArrayText() {
            return "{" + String.join(",", words) + "}";
        }
    }

    /** In PostgreSQL's array syntax. */
    static String cashback(SeededRandom random) {
        return CASHBACK.sample(random);
    }

    static String exclusive(SeededRandom random) {
        return EXCLUSIVE.sample(random);
    }

    private String sample(SeededRandom random) {
        return audiences.get(sampler.sample(random)).toArrayText();
    }
}
