package io.eligo.report.criteria;

import io.eligo.report.measurement.Measurements;
import io.eligo.report.measurement.ReportPeriod;
import io.eligo.report.prometheus.QueryFailed;
import java.util.List;

/** The criteria of success of the original design. */
public final class Criteria {
    private static final List<Criterion> ALL = List.of(
            new LatencyCriterion(),
            new HitRateCriterion(),
            new ErrorsCriterion(),
            new QueueCriterion(),
            new DatabaseLoadCriterion(),
            new ConcurrentUsersCriterion());

    private Criteria() {}

    /** The same criteria in each period; those without a bound in this period are measured only. */
    public static List<CriterionResult> judge(Measurements measurements, ReportPeriod period) {
        return ALL.stream()
                .map(criterion -> judge(criterion, measurements, period))
                .toList();
    }

    private static CriterionResult judge(Criterion criterion, Measurements measurements, ReportPeriod period) {
        CriterionDefinition definition = criterion.define(period);
        try {
            return criterion.judge(measurements, definition);
        } catch (QueryFailed e) {
            // The others may be judged: a percentile of a month may need more memory than Prometheus allows.
            return CriterionResult.failed(
                    definition,
                    measurements.expression(criterion.template(measurements)),
                    String.valueOf(e.getMessage()));
        }
    }
}
