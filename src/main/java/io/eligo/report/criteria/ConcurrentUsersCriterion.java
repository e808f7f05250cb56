package io.eligo.report.criteria;

import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.measurement.Measurements;
import io.eligo.report.measurement.ReportFormats;
import io.eligo.report.measurement.ReportPeriod;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How many users the precomputed path has served at once. No metric counts users, so they are estimated by Little's law: requests a
 * second times the sum of think time and duration of a request, for users who think for that time between an answer and their next
 * request, as those of the load test do. If the required number of users was there, the p95 of those minutes decides; otherwise
 * the criterion is not known, and the load test must show it.
 */
final class ConcurrentUsersCriterion implements Criterion {
    private static final String USERS = "sum(rate(offers_query_duration_seconds_count{source!=\"legacy\",@}[5m])) * %s"
            + " + sum(rate(offers_query_duration_seconds_sum{source!=\"legacy\",@}[5m]))";
    private static final String MOST = "max_over_time((" + USERS + ")[$w:5m])";
    private static final String BUSY = "count_over_time((" + USERS + " >= %s)[$w:5m])";
    private static final String P95_WHEN_BUSY = "histogram_quantile(0.95, sum_over_time((sum by (le)"
            + " (rate(offers_query_duration_seconds_bucket{source!=\"legacy\",@}[5m])) and on () (" + USERS
            + " >= %s))[$w:5m]))";

    private static final double SUPPORTED = 1_000;
    /** The bound of the load test {@code ops/load/ramp}, in seconds. */
    private static final double MAX_P95 = 0.1;

    private static final Duration STEP = Duration.ofMinutes(5);

    @Override
    public CriterionDefinition define(ReportPeriod period) {
        return new CriterionDefinition(
                "concurrent-users",
                "Concurrent users",
                "The largest number of users that the precomputed path has served at once, on average over five minutes.",
                MeasureUnit.COUNT,
                period == ReportPeriod.MONTH ? Bound.atLeast(SUPPORTED) : null);
    }

    @Override
    public String template(Measurements measurements) {
        return format(MOST, measurements);
    }

    private static String format(String template, Measurements measurements) {
        return String.format(Locale.ROOT, template, thinkSeconds(measurements), (long) SUPPORTED);
    }

    private static String thinkSeconds(Measurements measurements) {
        return BigDecimal.valueOf(measurements.think().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
    }

    @Override
    public CriterionResult judge(Measurements measurements, CriterionDefinition definition) {
        Measured measured = measure(measurements, definition);
        if (definition.bound() == null) {
            return measured.result(definition, CriterionStatus.NO_BOUND);
        }
        if (measured.value().orElse(0) < SUPPORTED) {
            return measured.result(definition, CriterionStatus.NOT_KNOWN);
        }
        OptionalDouble p95 = measurements.value(format(P95_WHEN_BUSY, measurements));
        return measured.result(
                definition,
                p95.isEmpty()
                        ? CriterionStatus.NOT_KNOWN
                        : p95.getAsDouble() < MAX_P95 ? CriterionStatus.MET : CriterionStatus.NOT_MET);
    }

    @Override
    public Measured measure(Measurements measurements, CriterionDefinition definition) {
        OptionalDouble requests = measurements.value(LatencyCriterion.REQUESTS);
        boolean enough = requests.orElse(0) >= Measured.MIN_EVENTS;
        OptionalDouble most = enough ? measurements.value(format(MOST, measurements)) : OptionalDouble.empty();
        return new Measured(
                most,
                enough
                        ? "Prometheus has no two samples within five minutes: it must scrape at least every two minutes."
                        : Measured.tooFew(
                                requests,
                                "requests were answered by the precomputed path",
                                "offers_query_duration_seconds"),
                CriterionResult.NO_VALUE,
                most.isPresent() ? details(measurements, most.getAsDouble()) : List.of(),
                measurements.expression(format(MOST, measurements)),
                new CriterionChart(
                        "Most users at once, each hour",
                        MeasureUnit.COUNT,
                        measurements.hourly(format(MOST, measurements)),
                        measurements.hourly(LatencyCriterion.REQUESTS),
                        definition.limit()));
    }

    private static List<String> details(Measurements measurements, double most) {
        var details = new ArrayList<String>();
        if (most < SUPPORTED) {
            details.add(String.format(
                    Locale.ROOT,
                    "%s users were never there at once; ops/load/ramp shows whether they would be served.",
                    ReportFormats.count(SUPPORTED)));
        } else {
            details.add(String.format(
                    Locale.ROOT,
                    "While %s or more were there, for %s, p95 was %s; it must be below %s.",
                    ReportFormats.count(SUPPORTED),
                    ReportFormats.duration(STEP.multipliedBy((long)
                            measurements.value(format(BUSY, measurements)).orElse(0))),
                    measurements.value(format(P95_WHEN_BUSY, measurements)).stream()
                            .mapToObj(p95 -> MeasureUnit.SECONDS.formatApartFrom(MAX_P95, p95))
                            .findFirst()
                            .orElse("not known"),
                    MeasureUnit.SECONDS.format(MAX_P95)));
        }
        details.add(String.format(
                Locale.ROOT,
                "A user sends the next request %s s after an answer, as in the load test.",
                thinkSeconds(measurements)));
        return details;
    }
}
