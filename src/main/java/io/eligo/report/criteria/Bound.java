package io.eligo.report.criteria;

import io.eligo.report.measurement.MeasureUnit;

/** What a value must keep. */
public record Bound(Relation relation, double limit) {
    public enum Relation {
        BELOW,
        ABOVE,
        AT_LEAST,
        NONE
    }

    static Bound below(double limit) {
        return new Bound(Relation.BELOW, limit);
    }

    static Bound above(double limit) {
        return new Bound(Relation.ABOVE, limit);
    }

    static Bound atLeast(double limit) {
        return new Bound(Relation.AT_LEAST, limit);
    }

    static Bound none() {
        return new Bound(Relation.NONE, 0);
    }

    boolean isMet(double value) {
        return switch (relation) {
            case BELOW -> value < limit;
            case ABOVE -> value > limit;
            case AT_LEAST -> value >= limit;
            case NONE -> value <= 0;
        };
    }

    String describe(MeasureUnit unit) {
        return switch (relation) {
            case BELOW -> "below " + unit.format(limit);
            case ABOVE -> "above " + unit.format(limit);
            case AT_LEAST -> "at least " + unit.format(limit);
            case NONE -> "none";
        };
    }
}
