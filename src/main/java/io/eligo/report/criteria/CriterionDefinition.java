package io.eligo.report.criteria;

import io.eligo.report.measurement.MeasureUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a criterion asks.
 *
 * @param id for programs
 * @param meaning what is measured, in one sentence
 * @param bound null if the period has none
 */
public record CriterionDefinition(
        String id,
        String name,
        String meaning,
        MeasureUnit unit,
        @Nullable Bound bound) {
    public String boundText() {
        return bound == null ? CriterionResult.NO_VALUE : bound.describe(unit);
    }

    @Nullable
    Double limit() {
        return bound == null ? null : bound.limit();
    }

    String format(double value) {
        return bound == null ? unit.format(value) : unit.formatApartFrom(bound.limit(), value);
    }
}
