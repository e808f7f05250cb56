package io.eligo.report.criteria;

import io.eligo.report.measurement.Baseline;
import io.eligo.report.measurement.Baseline.Before;
import io.eligo.report.measurement.Baseline.PerRequest;
import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.measurement.Measurements;
import io.eligo.report.measurement.ReportFormats;
import io.eligo.report.measurement.ReportPeriod;
import io.eligo.report.measurement.ReportWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The time that sessions of the database spend in statements, for each answered request for offers, compared with the same number
 * while the query-time resolver answered. The time is divided by requests, because the traffic of two weeks differs. It includes all
 * clients of the database, so that the jobs that keep grants current count against the reduction. Time and requests are summed over
 * those quarters of an hour in which both are known, so that missing scrapes do not reduce only one of them.
 */
final class DatabaseLoadCriterion implements Criterion {
    private static final String ACTIVE = "max(rate(eligibility_database_active_seconds_total{@}[15m]))";
    private static final String REQUESTS = "sum(rate(offers_query_duration_seconds_count{@}[15m]))";
    private static final String PER_REQUEST = "sum_over_time((" + ACTIVE + " and " + REQUESTS
            + ")[$w:15m]) / sum_over_time((" + REQUESTS + " and " + ACTIVE + ")[$w:15m])";
    private static final String SESSIONS = "avg_over_time((" + ACTIVE + ")[$w:15m])";
    private static final String QUARTERS = "count_over_time((" + ACTIVE + " and " + REQUESTS + ")[$w:15m])";
    private static final String KNOWN =
            "max(increase(eligibility_database_active_seconds_total{@}[$w])) and sum(increase(offers_query_duration_seconds_count{@}[$w]))";
    private static final String ALL_REQUESTS = "sum(increase(offers_query_duration_seconds_count{@}[$w]))";
    private static final String LEGACY_SHARE =
            "sum(increase(offers_query_duration_seconds_count{source=\"legacy\",@}[$w])) / " + ALL_REQUESTS;

    private static final double REDUCTION = 0.7;
    private static final Duration QUARTER = Duration.ofMinutes(15);
    /** A day has each hour's traffic, and the nightly rebuild. */
    private static final Duration MIN_BASELINE = Duration.ofDays(1);

    private static final double MIN_LEGACY_SHARE = 0.95;

    /** @param perRequest seconds; empty if there is none, for the reason */
    private record KnownBaseline(OptionalDouble perRequest, String description) {}

    @Override
    public CriterionDefinition define(ReportPeriod period) {
        return new CriterionDefinition(
                "database-load",
                "Database load",
                "Time that the database spends in statements for each request, compared with the query-time resolver.",
                MeasureUnit.REDUCTION,
                period == ReportPeriod.MONTH ? Bound.atLeast(REDUCTION) : null);
    }

    @Override
    public String template(Measurements measurements) {
        return PER_REQUEST;
    }

    @Override
    public Measured measure(Measurements measurements, CriterionDefinition definition) {
        OptionalDouble requests = measurements.value(ALL_REQUESTS);
        OptionalDouble perRequest =
                requests.orElse(0) >= Measured.MIN_EVENTS ? measurements.value(PER_REQUEST) : OptionalDouble.empty();
        KnownBaseline before = findBaseline(measurements);
        boolean comparable = perRequest.isPresent() && before.perRequest().isPresent();
        return new Measured(
                comparable
                        ? OptionalDouble.of(1
                                - perRequest.getAsDouble() / before.perRequest().getAsDouble())
                        : OptionalDouble.empty(),
                perRequest.isPresent() ? before.description() : whyUnknown(requests),
                perRequest.isPresent()
                        ? MeasureUnit.SECONDS.format(perRequest.getAsDouble()) + " per request"
                        : CriterionResult.NO_VALUE,
                perRequest.isPresent() ? details(measurements, perRequest.getAsDouble(), before) : List.of(),
                measurements.expression(PER_REQUEST),
                new CriterionChart(
                        "Database time per request, each hour",
                        MeasureUnit.SECONDS,
                        measurements.hourly(PER_REQUEST),
                        measurements.hourly(KNOWN),
                        limit(definition, before)));
    }

    private static String whyUnknown(OptionalDouble requests) {
        return requests.orElse(0) < Measured.MIN_EVENTS
                ? Measured.tooFew(requests, "requests were answered", "offers_query_duration_seconds")
                : "Prometheus has no eligibility_database_active_seconds_total in the window; nodes with the role scheduler or"
                        + " worker have it.";
    }

    private static String perRequest(double seconds) {
        return MeasureUnit.SECONDS.format(seconds) + " of database time per request";
    }

    private static @Nullable Double limit(CriterionDefinition definition, KnownBaseline before) {
        return definition.bound() == null || before.perRequest().isEmpty()
                ? null
                : (1 - definition.bound().limit()) * before.perRequest().getAsDouble();
    }

    private static List<String> details(Measurements measurements, double perRequest, KnownBaseline before) {
        var details = new ArrayList<String>();
        details.add(perRequest(perRequest)
                + measurements.value(SESSIONS).stream()
                        .mapToObj(DatabaseLoadCriterion::statements)
                        .collect(Collectors.joining())
                + ".");
        if (before.perRequest().isPresent()) {
            details.add(before.description());
        }
        return details;
    }

    private static String statements(double inProgress) {
        return inProgress < 0.01
                ? ", less than 0.01 statements in progress on average"
                : String.format(Locale.ROOT, ", %.2f statements in progress on average", inProgress);
    }

    private static KnownBaseline findBaseline(Measurements measurements) {
        Baseline baseline = measurements.baseline();
        if (baseline == null) {
            return new KnownBaseline(
                    OptionalDouble.empty(),
                    "There is nothing to compare with: name a time or a number by --baseline=.");
        }
        if (baseline instanceof PerRequest given) {
            return new KnownBaseline(
                    OptionalDouble.of(given.seconds()),
                    String.format(Locale.ROOT, "Baseline, as given: %s.", perRequest(given.seconds())));
        }
        return measureBaseline(measurements, (Before) baseline);
    }

    private static KnownBaseline measureBaseline(Measurements measurements, Before baseline) {
        ReportWindow window = baseline.window();
        Duration known = QUARTER.multipliedBy(
                (long) measurements.valueOver(window, QUARTERS).orElse(0));
        String name = String.format(
                Locale.ROOT,
                "Baseline, %s to %s",
                ReportFormats.time(window.start()),
                ReportFormats.time(window.end()));
        if (known.compareTo(MIN_BASELINE) < 0) {
            return unusable(name, "data for " + ReportFormats.duration(known) + ", a day is needed");
        }
        double legacy = measurements.valueOver(window, LEGACY_SHARE).orElse(0);
        if (legacy < MIN_LEGACY_SHARE) {
            return unusable(
                    name,
                    String.format(
                            Locale.ROOT,
                            "the query-time resolver answered only %s of the requests, %s are needed",
                            MeasureUnit.RATIO.formatApartFrom(MIN_LEGACY_SHARE, legacy),
                            MeasureUnit.RATIO.format(MIN_LEGACY_SHARE)));
        }
        OptionalDouble perRequest = measurements.valueOver(window, PER_REQUEST);
        return perRequest.isEmpty() || perRequest.getAsDouble() <= 0
                ? unusable(name, "no database time was measured")
                : new KnownBaseline(
                        perRequest,
                        String.format(
                                Locale.ROOT,
                                "%s, with data for %s: %s.",
                                name,
                                ReportFormats.duration(known),
                                perRequest(perRequest.getAsDouble())));
    }

    private static KnownBaseline unusable(String name, String reason) {
        return new KnownBaseline(OptionalDouble.empty(), name + ": " + reason + ".");
    }
}
