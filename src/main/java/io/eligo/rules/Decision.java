package io.eligo.rules;

import java.util.List;

/** A decision: positive, or negative with every reason. */
public record Decision(List<UnmetRule> violations) {
    static final Decision POSITIVE = new Decision(List.of());

    public Decision {
        violations = List.copyOf(violations);
    }

    static Decision negative(String rule, String reason) {
        return new Decision(List.of(new UnmetRule(rule, reason)));
    }

    public boolean isPositive() {
        return violations.isEmpty();
    }
}
