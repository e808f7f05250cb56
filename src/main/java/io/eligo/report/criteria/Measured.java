package io.eligo.report.criteria;

import static io.eligo.report.criteria.CriterionStatus.MET;
import static io.eligo.report.criteria.CriterionStatus.NOT_KNOWN;
import static io.eligo.report.criteria.CriterionStatus.NOT_MET;
import static io.eligo.report.criteria.CriterionStatus.NO_BOUND;

import io.eligo.report.measurement.ReportFormats;
import io.eligo.report.prometheus.HourlySeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What was measured for a criterion.
 *
 * @param missing why there is no value; ignored if there is one
 * @param instead what to show if there is no value
 */
record Measured(
        OptionalDouble value,
        String missing,
        String instead,
        List<String> details,
        String expression,
        CriterionChart chart) {
    /** Fewer events say nothing about a share or a percentile. */
    static final double MIN_EVENTS = 100;

    /** Of the window. A bound that the rest of the window may not have kept is not met. */
    private static final double MIN_KNOWN_SHARE = 0.9;

    /** Why there is no value: no data, or not enough events. */
    static String tooFew(OptionalDouble events, String what, String metric) {
        return events.isEmpty()
                ? "Prometheus has no " + metric + " in the window."
                : String.format(
                        Locale.ROOT,
                        "%s %s; at least %.0f are needed.",
                        ReportFormats.count(events.getAsDouble()),
                        what,
                        MIN_EVENTS);
    }

    CriterionResult judge(CriterionDefinition definition) {
        CriterionStatus status = status(definition.bound());
        boolean keptInPart = status == NOT_KNOWN && value.isPresent();
        return result(
                definition,
                status,
                keptInPart
                        ? List.of("The bound is kept as far as is known; more of the window must have data.")
                        : List.of());
    }

    /** @param status as the criterion itself has decided */
    CriterionResult result(CriterionDefinition definition, CriterionStatus status) {
        return result(definition, status, List.of());
    }

    private CriterionResult result(CriterionDefinition definition, CriterionStatus status, List<String> reasons) {
        var sentences = new ArrayList<>(value.isPresent() ? reasons : List.of(missing));
        sentences.addAll(details);
        if (chart.known().values().size() < chart.known().hours()) {
            sentences.add(ReportFormats.coverage(chart.known()));
        }
        return new CriterionResult(
                definition,
                status,
                value.isPresent() ? value.getAsDouble() : null,
                value.isPresent() ? definition.format(value.getAsDouble()) : instead,
                sentences,
                expression,
                chart);
    }

    private CriterionStatus status(@Nullable Bound bound) {
        if (bound == null) {
            return NO_BOUND;
        }
        if (value.isEmpty()) {
            return NOT_KNOWN;
        }
        if (!bound.isMet(value.getAsDouble())) {
            return NOT_MET;
        }
        return isMostlyKnown() ? MET : NOT_KNOWN;
    }

    private boolean isMostlyKnown() {
        HourlySeries known = chart.known();
        return known.values().size() >= MIN_KNOWN_SHARE * known.hours();
    }
}
