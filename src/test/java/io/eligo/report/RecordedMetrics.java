package io.eligo.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Made series of nine days, as Prometheus would have scraped them, in OpenMetrics' text format. The environment {@code good} has two
 * nodes: until {@link #SWITCH} the query-time resolver answers, then the precomputed path; one node is restarted each day. In the
 * environment {@code bad} each bound of a week is broken.
 */
final class RecordedMetrics {
    static final Instant START = Instant.parse("2026-10-30T00:00:00Z");
    static final Instant SWITCH = Instant.parse("2026-11-01T00:00:00Z");
    static final Instant END = Instant.parse("2026-11-08T00:00:00Z");

    /** Two within five minutes, and five minutes, at most, to the last. */
    private static final Duration SHORT_INTERVAL = Duration.ofSeconds(150);

    private static final Duration INTERVAL = Duration.ofSeconds(300);

    /** Seconds a request, of the database. */
    static final double BASELINE_LOAD = 0.010;

    static final double LOAD = 0.002;
    private static final double HITS = 0.9;

    private record Series(String name, String labels, Duration interval, ToDoubleFunction<Instant> value) {}

    private final List<Series> series = new ArrayList<>();

    static RecordedMetrics goodAndBad() {
        var metrics = new RecordedMetrics();
        metrics.addGoodNode("a", 0.5);
        metrics.addGoodNode("b", 0.5);
        metrics.addSharedValues();
        metrics.addBadNode();
        return metrics;
    }

    /** Requests a second over all nodes: 300, and 600 from 12 to 18 o'clock. */
    private static double requestsUntil(Instant at) {
        double seconds = Duration.between(START, at).toSeconds();
        double day = 86_400;
        double busy = Math.floor(seconds / day) * day / 4 + Math.min(day / 4, Math.max(0, seconds % day - day / 2));
        return 300 * (seconds + busy);
    }

    /** What a node has counted since its last start: node a starts anew each day at 6 o'clock. */
    private static double sinceRestart(String node, Instant at, ToDoubleFunction<Instant> total) {
        if (!node.equals("a")) {
            return total.applyAsDouble(at);
        }
        long day = 86_400;
        long six = 6 * 3_600;
        Instant restart = Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond() - six, day) * day + six);
        return restart.isBefore(START)
                ? total.applyAsDouble(at)
                : total.applyAsDouble(at) - total.applyAsDouble(restart);
    }

    private static double precomputed(Instant at) {
        return at.isBefore(SWITCH) ? 0 : requestsUntil(at) - requestsUntil(SWITCH);
    }

    private static double byQueryTime(Instant at) {
        return requestsUntil(at.isBefore(SWITCH) ? at : SWITCH);
    }

    private void addGoodNode(String node, double share) {
        String labels = "environment=\"good\",instance=\"" + node + "\"";
        addHistogram(labels, at -> sinceRestart(node, at, when -> share * precomputed(when)), 0.90, 0.97, 0.99);
        counter(
                "offers_query_duration_seconds_count",
                labels + ",source=\"legacy\"",
                node,
                when -> share * byQueryTime(when));
        counter(
                "offers_query_duration_seconds_sum",
                labels + ",source=\"legacy\"",
                node,
                when -> share * byQueryTime(when) / 2);
        counter("offers_query_errors_total", labels + ",path=\"precomputed\"", node, when -> 0);
        counter(
                "offers_cache_requests_total",
                labels + ",result=\"hit\"",
                node,
                when -> HITS * share * precomputed(when));
        counter(
                "offers_cache_requests_total",
                labels + ",result=\"miss\"",
                node,
                when -> (1 - HITS) * share * precomputed(when));
        counter("offers_cache_requests_total", labels + ",result=\"error\"", node, when -> 0);
        counter(
                "offers_shadow_comparisons_total",
                labels + ",outcome=\"equal\"",
                node,
                when -> share * precomputed(when) / 100);
        counter("offers_shadow_comparisons_total", labels + ",outcome=\"wrong\"", node, when -> 0);
    }

    /** What both nodes read from the same database. */
    private void addSharedValues() {
        for (String node : List.of("a", "b")) {
            String labels = "environment=\"good\",instance=\"" + node + "\"";
            counter(
                    "eligibility_database_active_seconds_total",
                    labels,
                    node,
                    when -> BASELINE_LOAD * byQueryTime(when) + LOAD * precomputed(when));
            gauge("eligibility_outbox_pending", labels, RecordedMetrics::goodPending);
            gauge("offers_rollout_share_ratio", labels, when -> when.isBefore(SWITCH) ? 0 : 1);
            gauge("offers_rollout_trigger_verdict", labels + ",trigger=\"p95\"", when -> 1);
            gauge("eligibility_outbox_parked", labels, when -> 0);
            counter(
                    "eligibility_job_duration_seconds_count",
                    labels + ",status=\"failed\",exported_job=\"import\"",
                    node,
                    when -> 0);
        }
    }

    /** A burst of 5,000 events at each noon, gone by the next scrape; the database is not readable for an hour. */
    private static double goodPending(Instant at) {
        long ofDay = Math.floorMod(at.getEpochSecond(), 86_400);
        if (at.isAfter(Instant.parse("2026-11-03T02:00:00Z")) && at.isBefore(Instant.parse("2026-11-03T03:00:00Z"))) {
            return Double.NaN;
        }
        return ofDay == 43_200 ? 5_000 : 4;
    }

    /** Ten requests a second; three fail. */
    private void addBadNode() {
        String labels = "environment=\"bad\",instance=\"c\"";
        ToDoubleFunction<Instant> requests =
                at -> Math.max(0, 10.0 * Duration.between(SWITCH, at).toSeconds());
        addHistogram(labels, requests, 0.2, 0.5, 0.94);
        gauge("offers_query_errors_total", labels + ",path=\"precomputed\"", at -> errors(at));
        gauge("offers_cache_requests_total", labels + ",result=\"hit\"", at -> 0.6 * requests.applyAsDouble(at));
        gauge("offers_cache_requests_total", labels + ",result=\"miss\"", at -> 0.4 * requests.applyAsDouble(at));
        gauge("eligibility_database_active_seconds_total", labels, at -> 0.008 * requests.applyAsDouble(at));
        gauge("eligibility_outbox_pending", labels, RecordedMetrics::badPending);
        gauge("offers_rollout_trigger_verdict", labels + ",trigger=\"queue\"", at -> badPending(at) > 100 ? -1 : 1);
    }

    private static double errors(Instant at) {
        return at.isBefore(Instant.parse("2026-11-04T10:00:00Z")) ? 0 : 3;
    }

    /** For an hour. */
    private static double badPending(Instant at) {
        return at.isBefore(Instant.parse("2026-11-05T10:00:00Z")) || at.isAfter(Instant.parse("2026-11-05T11:00:00Z"))
                ? 3
                : 250;
    }

    /** The shares of the requests that take at most 10, 50 and 100 ms. */
    private void addHistogram(
            String labels, ToDoubleFunction<Instant> requests, double within10, double within50, double within100) {
        String source = labels + ",source=\"cache\",cache=\"hit\"";
        gauge(
                "offers_query_duration_seconds_bucket",
                source + ",le=\"0.01\"",
                at -> within10 * requests.applyAsDouble(at));
        gauge(
                "offers_query_duration_seconds_bucket",
                source + ",le=\"0.05\"",
                at -> within50 * requests.applyAsDouble(at));
        gauge(
                "offers_query_duration_seconds_bucket",
                source + ",le=\"0.1\"",
                at -> within100 * requests.applyAsDouble(at));
        gauge("offers_query_duration_seconds_bucket", source + ",le=\"5.0\"", requests);
        gauge("offers_query_duration_seconds_bucket", source + ",le=\"+Inf\"", requests);
        gauge("offers_query_duration_seconds_count", source, requests);
        gauge("offers_query_duration_seconds_sum", source, at -> 0.005 * requests.applyAsDouble(at));
    }

    private void counter(String name, String labels, String node, ToDoubleFunction<Instant> total) {
        gauge(name, labels, at -> sinceRestart(node, at, total));
    }

    private void gauge(String name, String labels, ToDoubleFunction<Instant> value) {
        series.add(
                new Series(name, labels, name.startsWith("offers_query_duration") ? SHORT_INTERVAL : INTERVAL, value));
    }

    /** The samples of a part of the time. */
    String openMetrics(Instant from, Instant to) {
        var text = new StringBuilder();
        for (Series one : series) {
            for (Instant at = from; at.isBefore(to); at = at.plus(one.interval())) {
                text.append(String.format(
                        Locale.ROOT,
                        "%s{%s} %s %d\n",
                        one.name(),
                        one.labels(),
                        one.value().applyAsDouble(at),
                        at.getEpochSecond()));
            }
        }
        return text.append("# EOF\n").toString();
    }
}
