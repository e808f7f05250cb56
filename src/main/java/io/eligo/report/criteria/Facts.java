package io.eligo.report.criteria;

import io.eligo.metrics.MetricDefinition;
import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.measurement.Measurements;
import io.eligo.report.measurement.ReportFormats;
import io.eligo.report.prometheus.QueryFailed;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a reader of the report should know in addition to the criteria: traffic, rollout, triggers, jobs. */
public final class Facts {
    private static final String UNKNOWN = "not known";

    private static final String BY_QUERY_TIME =
            "sum(increase(offers_query_duration_seconds_count{source=\"legacy\",@}[$w]))";
    private static final String NODES =
            "max_over_time(count(offers_query_duration_seconds_count{source=\"legacy\",@})[$w:15m])";
    private static final String LOWEST_SHARE = "min(min_over_time(offers_rollout_share_ratio{@}[$w]))";
    private static final String LAST_SHARE = "max(last_over_time(offers_rollout_share_ratio{@}[1h]))";
    private static final String BAD_MINUTES =
            "sum_over_time((min(offers_rollout_trigger_verdict{trigger=\"%s\",@}) == bool -1)[$w:1m])";
    private static final String FAILED_EXECUTIONS =
            "sum(increase(eligibility_job_duration_seconds_count{status=\"failed\",@}[$w]))";
    private static final String PARKED = "max(last_over_time(eligibility_outbox_parked{@}[1h]))";

    private static final List<String> TRIGGERS =
            MetricDefinition.TRIGGER_VERDICT.labels().get(0).values();

    private Facts() {}

    public static List<Fact> find(Measurements measurements) {
        return List.of(
                fact("Requests answered", measurements, Facts::requests),
                fact("Users on the precomputed path", measurements, Facts::rollout),
                fact("Rollback triggers", measurements, Facts::triggers),
                fact("Executions of jobs that failed", measurements, with -> count(with, FAILED_EXECUTIONS)),
                fact("Parked events at the end", measurements, with -> count(with, PARKED)),
                fact("Nodes that serve the API", measurements, Facts::nodes));
    }

    private static Fact fact(String name, Measurements measurements, Function<Measurements, String> text) {
        try {
            return new Fact(name, text.apply(measurements));
        } catch (QueryFailed e) {
            return new Fact(name, UNKNOWN + ": " + e.getMessage());
        }
    }

    private static String count(Measurements measurements, String template) {
        OptionalDouble number = measurements.value(template);
        return number.isEmpty() ? UNKNOWN : ReportFormats.count(number.getAsDouble());
    }

    private static String requests(Measurements measurements) {
        return String.format(
                Locale.ROOT,
                "%s by the precomputed path, %s by the query-time resolver",
                count(measurements, LatencyCriterion.REQUESTS),
                count(measurements, BY_QUERY_TIME));
    }

    private static String rollout(Measurements measurements) {
        OptionalDouble lowest = measurements.value(LOWEST_SHARE);
        OptionalDouble last = measurements.value(LAST_SHARE);
        return lowest.isEmpty() || last.isEmpty()
                ? UNKNOWN
                : String.format(
                        Locale.ROOT,
                        "%s at the end, at least %s in the window",
                        MeasureUnit.RATIO.format(last.getAsDouble()),
                        MeasureUnit.RATIO.format(lowest.getAsDouble()));
    }

    private static String nodes(Measurements measurements) {
        OptionalDouble most = measurements.value(NODES);
        return most.isEmpty() ? UNKNOWN : "at most " + ReportFormats.count(most.getAsDouble()) + " at once";
    }

    private static String triggers(Measurements measurements) {
        var minutes = TRIGGERS.stream()
                .map(trigger ->
                        new BadTime(trigger, measurements.value(String.format(Locale.ROOT, BAD_MINUTES, trigger))))
                .toList();
        if (minutes.stream().allMatch(trigger -> trigger.minutes().isEmpty())) {
            return UNKNOWN;
        }
        String bad = minutes.stream()
                .filter(trigger -> trigger.minutes().orElse(0) > 0)
                .map(BadTime::describe)
                .collect(Collectors.joining(", "));
        return bad.isEmpty() ? "none was bad" : "bad: " + bad;
    }

    /** How long a trigger was bad. */
    private record BadTime(String trigger, OptionalDouble minutes) {
        String describe() {
            return trigger + " for " + ReportFormats.duration(Duration.ofMinutes((long) minutes.orElse(0)));
        }
    }
}
