package io.eligo.report.criteria;

import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.measurement.Measurements;
import io.eligo.report.measurement.ReportFormats;
import io.eligo.report.measurement.ReportPeriod;
import io.eligo.report.prometheus.HourlySeries;
import java.util.Locale;

/**
 * Events that wait. The value is the highest number that lasted for five minutes, as in the alert on the queue. A higher number that
 * lasts for less does not count, because an import may write thousands of events at once, which are done within seconds.
 */
final class QueueCriterion implements Criterion {
    private static final String LASTING =
            "max_over_time(min_over_time(max(eligibility_outbox_pending{@})[5m:1m])[$w:5m])";
    private static final String HIGHEST = "max(max_over_time(eligibility_outbox_pending{@}[$w]))";
    private static final double LIMIT = 100;

    @Override
    public CriterionDefinition define(ReportPeriod period) {
        return new CriterionDefinition(
                "queue",
                "Events waiting",
                "The highest number of changes that waited in the outbox for five minutes.",
                MeasureUnit.COUNT,
                period == ReportPeriod.WEEK ? Bound.below(LIMIT) : null);
    }

    @Override
    public String template(Measurements measurements) {
        return LASTING;
    }

    @Override
    public Measured measure(Measurements measurements, CriterionDefinition definition) {
        HourlySeries hourly = measurements.hourly(LASTING);
        return new Measured(
                measurements.value(LASTING),
                "Prometheus has no eligibility_outbox_pending in the window.",
                CriterionResult.NO_VALUE,
                measurements.value(HIGHEST).stream()
                        .mapToObj(highest -> String.format(
                                Locale.ROOT, "%s events at the highest moment.", ReportFormats.count(highest)))
                        .toList(),
                measurements.expression(LASTING),
                new CriterionChart(
                        "Events that waited, each hour", MeasureUnit.COUNT, hourly, hourly, definition.limit()));
    }
}
