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

/** The share of reads that find a user's grants in Redis. Reads while Redis is unavailable say nothing about copies: they do not count. */
final class HitRateCriterion implements Criterion {
    private static final String READS = "sum(increase(offers_cache_requests_total{result=~\"hit|miss\",@}[$w]))";
    private static final String HIT_RATE =
            "sum(increase(offers_cache_requests_total{result=\"hit\",@}[$w])) / " + READS;
    private static final String FAILED = "sum(increase(offers_cache_requests_total{result=\"error\",@}[$w]))";

    @Override
    public CriterionDefinition define(ReportPeriod period) {
        return new CriterionDefinition(
                "hit-rate",
                "Cache hits",
                "Share of the reads of grants that find a copy in Redis.",
                MeasureUnit.RATIO,
                Bound.above(period == ReportPeriod.WEEK ? 0.7 : 0.8));
    }

    @Override
    public String template(Measurements measurements) {
        return HIT_RATE;
    }

    @Override
    public Measured measure(Measurements measurements, CriterionDefinition definition) {
        OptionalDouble reads = measurements.value(READS);
        HourlySeries hourly = measurements.hourly(HIT_RATE);
        boolean enough = reads.orElse(0) >= Measured.MIN_EVENTS;
        return new Measured(
                enough ? measurements.value(HIT_RATE) : OptionalDouble.empty(),
                Measured.tooFew(reads, "reads asked Redis and were answered", "offers_cache_requests_total"),
                CriterionResult.NO_VALUE,
                enough ? details(measurements, hourly, reads.getAsDouble()) : List.of(),
                measurements.expression(HIT_RATE),
                new CriterionChart(
                        "Hit rate of each hour",
                        MeasureUnit.RATIO,
                        hourly,
                        measurements.hourly(READS),
                        definition.limit()));
    }

    private static List<String> details(Measurements measurements, HourlySeries hourly, double reads) {
        var details = new ArrayList<String>();
        double failed = measurements.value(FAILED).orElse(0);
        details.add(String.format(
                Locale.ROOT,
                "%s reads%s.",
                ReportFormats.count(reads),
                failed == 0
                        ? ""
                        : "; " + ReportFormats.count(failed)
                                + " more while Redis was unavailable, which do not count"));
        hourly.lowest()
                .ifPresent(hour -> details.add(String.format(
                        Locale.ROOT,
                        "Lowest hour: %s, until %s.",
                        MeasureUnit.RATIO.format(hour.value()),
                        ReportFormats.time(hour.hour()))));
        return details;
    }
}
