package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import java.util.Locale;
import java.util.stream.Collectors;

/** The audience rule of cashback and exclusive offers: customer types match exactly, without hierarchy. */
final class AudienceRule {
    private static final String NAME = "AUDIENCE";

    static Decision decide(Audience audience, CustomerType type) {
        if (audience.contains(type)) {
            return Decision.POSITIVE;
        }
        if (audience.types().isEmpty()) {
            return Decision.negative(NAME, "its audience is empty, no user is granted it");
        }
        return Decision.negative(
                NAME,
                String.format(
                        Locale.ROOT,
                        "the user is %s at its merchant, the offer is for %s",
                        type.spelling(),
                        audience.types().stream()
                                .sorted()
                                .map(CustomerType::spelling)
                                .collect(Collectors.joining(", "))));
    }

    private AudienceRule() {}
}
