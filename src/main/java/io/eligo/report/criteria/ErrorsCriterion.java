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

/**
 * Errors that a user of the precomputed path meets: requests that failed through no fault of the caller, and answers that the
 * shadow found wrong. None means none of a minimum number of requests.
 */
final class ErrorsCriterion implements Criterion {
    private static final String FAILED = "sum(increase(offers_query_errors_total{path=\"precomputed\",@}[$w]))";
    private static final String WRONG = "sum(increase(offers_shadow_comparisons_total{outcome=\"wrong\",@}[$w]))";
    private static final String COMPARED = "sum(increase(offers_shadow_comparisons_total{@}[$w]))";
    private static final String ERRORS = FAILED + " + (" + WRONG + " or vector(0))";

    /** A smaller share is not written out. */
    private static final double LEAST_SHARE = 0.0001;

    @Override
    public CriterionDefinition define(ReportPeriod period) {
        return new CriterionDefinition(
                "errors",
                "Errors of the new path",
                "Requests for offers that failed on the precomputed path, and answers of it that the shadow found wrong.",
                MeasureUnit.COUNT,
                Bound.none());
    }

    @Override
    public String template(Measurements measurements) {
        return ERRORS;
    }

    @Override
    public Measured measure(Measurements measurements, CriterionDefinition definition) {
        OptionalDouble requests = measurements.value(LatencyCriterion.REQUESTS);
        OptionalDouble errors = measurements.value(ERRORS);
        boolean enough = requests.orElse(0) + errors.orElse(0) >= Measured.MIN_EVENTS;
        HourlySeries hourly = measurements.hourly(ERRORS);
        return new Measured(
                enough ? whole(errors) : OptionalDouble.empty(),
                enough
                        ? "Prometheus has no offers_query_errors_total in the window."
                        : Measured.tooFew(
                                requests,
                                "requests were answered by the precomputed path",
                                "offers_query_duration_seconds"),
                CriterionResult.NO_VALUE,
                enough && errors.isPresent() ? details(measurements, hourly, requests.orElse(0)) : List.of(),
                measurements.expression(ERRORS),
                new CriterionChart("Errors of each hour", MeasureUnit.COUNT, hourly, hourly, null));
    }

    /** Prometheus extrapolates to the ends of the window: one error is 1.0003 or 0.9996 of an error, and never 0. */
    private static OptionalDouble whole(OptionalDouble errors) {
        return errors.isEmpty() ? errors : OptionalDouble.of(wholeNumber(errors.getAsDouble()));
    }

    private static double wholeNumber(double errors) {
        return errors <= 0 ? 0 : Math.max(1, Math.rint(errors));
    }

    private static String share(double failed) {
        return failed > 0 && failed < LEAST_SHARE
                ? "less than " + MeasureUnit.RATIO.format(LEAST_SHARE)
                : MeasureUnit.RATIO.format(failed);
    }

    private static List<String> details(Measurements measurements, HourlySeries hourly, double requests) {
        double failed = wholeNumber(measurements.value(FAILED).orElse(0));
        double wrong = wholeNumber(measurements.value(WRONG).orElse(0));
        double compared = measurements.value(COMPARED).orElse(0);
        var details = new ArrayList<String>();
        details.add(String.format(
                Locale.ROOT,
                "%s of %s requests failed (%s).",
                ReportFormats.count(failed),
                ReportFormats.count(requests + failed),
                share(failed / (requests + failed))));
        details.add(
                compared == 0
                        ? "The shadow compared no answer, so wrong answers would not be known."
                        : String.format(
                                Locale.ROOT,
                                "%s of %s compared answers were wrong.",
                                ReportFormats.count(wrong),
                                ReportFormats.count(compared)));
        hourly.highest()
                .filter(hour -> hour.value() > 0)
                .ifPresent(hour -> details.add(String.format(
                        Locale.ROOT,
                        "Most in an hour: %s, until %s.",
                        ReportFormats.count(wholeNumber(hour.value())),
                        ReportFormats.time(hour.hour()))));
        return details;
    }
}
