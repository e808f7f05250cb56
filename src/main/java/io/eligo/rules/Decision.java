package io.eligo.rules;

import java.util.List;

/** Yes, or no with every reason. */
public record Decision(List<Refusal> refusals) {
    static final Decision YES = new Decision(List.of());

    public Decision {
        refusals = List.copyOf(refusals);
    }

    static Decision no(String rule, String reason) {
        return new Decision(List.of(new Refusal(rule, reason)));
    }

    public boolean holds() {
        return refusals.isEmpty();
    }
}
