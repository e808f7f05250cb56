package io.eligo.rules;

import java.util.Locale;
import java.util.stream.Collectors;

/** The rule of cashback and exclusive offers: exact words, no hierarchy. */
final class AudienceRule {
    private static final String NAME = "AUDIENCE";

    static Decision decide(Audience audience, CustomerType type) {
        if (audience.holds(type)) {
            return Decision.YES;
        }
        if (audience.types().isEmpty()) {
            return Decision.no(NAME, "its audience is empty: it is for nobody");
        }
        return Decision.no(
                NAME,
                String.format(
                        Locale.ROOT,
                        "the user is %s at its merchant, it is for %s",
                        type.word(),
                        audience.types().stream()
                                .sorted()
                                .map(CustomerType::word)
                                .collect(Collectors.joining(", "))));
    }

    private AudienceRule() {}
}
