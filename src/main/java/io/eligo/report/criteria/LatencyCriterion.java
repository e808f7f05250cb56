package io.eligo.report.criteria;

import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.measurement.Measurements;
import io.eligo.report.measurement.ReportFormats;
import io.eligo.report.measurement.ReportPeriod;
import io.eligo.report.prometheus.HourlySeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The 95th percentile of the precomputed path, from the buckets of all nodes together. Both bounds are limits of buckets, so that
 * the verdict does not depend on the interpolation within a bucket.
 */
final class LatencyCriterion implements Criterion {
    /** Answered by the precomputed path. */
    static final String REQUESTS = "sum(increase(offers_query_duration_seconds_count{source!=\"legacy\",@}[$w]))";

    private static final String P95 =
            "histogram_quantile(0.95, sum by (le) (increase(offers_query_duration_seconds_bucket{source!=\"legacy\",@}[$w])))";
    private static final String WITHIN =
            "sum(increase(offers_query_duration_seconds_bucket{le=\"%s\",source!=\"legacy\",@}[$w])) / " + REQUESTS;
    private static final double LARGEST_BUCKET = 5;

    @Override
    public CriterionDefinition define(ReportPeriod period) {
        return new CriterionDefinition(
                "p95",
                "P95 of offers",
                "95 % of the requests for offers that the precomputed path answers take at most this time in the server.",
                MeasureUnit.SECONDS,
                Bound.below(period == ReportPeriod.WEEK ? 0.1 : 0.05));
    }

    @Override
    public String template(Measurements measurements) {
        return P95;
    }

    @Override
    public Measured measure(Measurements measurements, CriterionDefinition definition) {
        OptionalDouble requests = measurements.value(REQUESTS);
        HourlySeries hourly = measurements.hourly(P95);
        boolean enough = requests.orElse(0) >= Measured.MIN_EVENTS;
        return new Measured(
                enough ? measurements.value(P95) : OptionalDouble.empty(),
                Measured.tooFew(
                        requests, "requests were answered by the precomputed path", "offers_query_duration_seconds"),
                CriterionResult.NO_VALUE,
                enough ? details(measurements, hourly, requests.getAsDouble(), definition.bound()) : List.of(),
                measurements.expression(P95),
                new CriterionChart(
                        "P95 of each hour",
                        MeasureUnit.SECONDS,
                        hourly,
                        measurements.hourly(REQUESTS),
                        definition.limit()));
    }

    private static List<String> details(
            Measurements measurements, HourlySeries hourly, double requests, @Nullable Bound bound) {
        var details = new ArrayList<String>();
        if (bound != null) {
            measurements
                    .value(String.format(Locale.ROOT, WITHIN, bound.limit()))
                    .ifPresent(share -> details.add(String.format(
                            Locale.ROOT,
                            "%s of %s requests took at most %s.",
                            MeasureUnit.RATIO.formatApartFrom(0.95, share),
                            ReportFormats.count(requests),
                            MeasureUnit.SECONDS.format(bound.limit()))));
        }
        hourly.highest()
                .ifPresent(hour -> details.add(String.format(
                        Locale.ROOT,
                        "Slowest hour: %s%s, until %s.",
                        MeasureUnit.SECONDS.format(hour.value()),
                        hour.value() < LARGEST_BUCKET ? "" : " or more",
                        ReportFormats.time(hour.hour()))));
        return details;
    }
}
