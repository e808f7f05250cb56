package io.eligo.report.criteria;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A criterion as it was judged.
 *
 * @param value in the definition's unit; null if it is not known
 * @param measured the value, or what else was measured, for people
 * @param details sentences; the first says why, where the status is not known
 * @param expression what Prometheus was asked for
 * @param chart null if the query failed
 */
public record CriterionResult(
        CriterionDefinition definition,
        CriterionStatus status,
        @Nullable Double value,
        String measured,
        List<String> details,
        String expression,
        @Nullable CriterionChart chart) {
    static final String NO_VALUE = "-";

    public CriterionResult {
        details = List.copyOf(details);
    }

    static CriterionResult failed(CriterionDefinition definition, String expression, String error) {
        return new CriterionResult(
                definition,
                definition.bound() == null ? CriterionStatus.NO_BOUND : CriterionStatus.NOT_KNOWN,
                null,
                NO_VALUE,
                List.of("Prometheus has failed to evaluate a query: " + error),
                expression,
                null);
    }
}
