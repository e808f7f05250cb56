package io.eligo.bench.load;

import io.eligo.bench.BenchArguments;
import io.eligo.bench.Measurements;
import io.eligo.exactness.GrantsChecker;
import io.eligo.load.K6Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads, changes through the write API and full rebuilds in between, and what was wrong with the answers. */
final class MixedLoad {
    private static final Duration RAMP = Duration.ofMinutes(1);
    private static final int WRITERS = 2_000;
    private static final Duration DRAINED = Duration.ofMinutes(2);
    // Each node follows the rollout switch within a second.
    private static final long SWITCH_MILLIS = 1_000;

    private final LoadTarget target;
    private final BenchArguments arguments;
    private final List<K6Script.Stage> stages;
    private final long lastExecution;
    private double drift;

    /** @param arguments {@code concurrent}, {@code writes}, {@code shadow}, and those of {@link Gatling} */
    MixedLoad(LoadTarget target, BenchArguments arguments, Duration duration) {
        this.target = target;
        this.arguments = arguments;
        Duration ramp = RAMP.compareTo(duration.dividedBy(3)) < 0 ? RAMP : duration.dividedBy(3);
        this.stages = List.of(
                new K6Script.Stage(ramp, arguments.number("concurrent")),
                new K6Script.Stage(duration.minus(ramp), arguments.number("concurrent")));
        this.lastExecution = target.database().queryLong("SELECT max(job_execution_id) FROM batch.batch_job_execution");
    }

    List<K6Script.Stage> stages() {
        return stages;
    }

    Gatling start() throws Exception {
        target.server()
                .query(
                        target.operator(),
                        "mutation { setRollout(shadowShare: %s, reason: \"load test\") { shadowShare } }"
                                .formatted(arguments.text("shadow")));
        Thread.sleep(SWITCH_MILLIS);
        return Gatling.start(target, arguments, stages, arguments.decimal("writes"), WRITERS);
    }

    void launchRebuild() throws Exception {
        target.server()
                .query(
                        target.operator(),
                        "mutation { launchJob(job: \"full-rebuild\", reason: \"load test\") { launchId } }");
    }

    /** Remembers what the last rebuild corrected although no event named it; the next one replaces the gauge. */
    void observeDrift() throws Exception {
        drift = Math.max(
                drift,
                target.server().readCounter("eligibility_drift_rows", target.operator()).values().stream()
                        .filter(rows -> !rows.isNaN())
                        .mapToDouble(Double::doubleValue)
                        .sum());
    }

    /** Waits until all events are processed, prints and keeps the figures, and returns what is wrong. */
    List<String> judge(Gatling gatling, Measurements measurements) throws Exception {
        var faults = new ArrayList<String>();
        if (!gatling.waitFor()) {
            faults.add("assertions of Gatling are not met, see above");
        }
        LoadResults results = gatling.results();
        long users = arguments.number("users");
        for (String request : results.requests()) {
            for (String figure : List.of("count", "failed", "p50", "p95", "p99", "max")) {
                boolean time = !figure.equals("count") && !figure.equals("failed");
                measurements.put(
                        users, request + ": " + figure + (time ? ", ms" : ""), results.figure(request, figure));
            }
        }
        require(faults, measurements, "requests that failed", results.failed());
        require(faults, measurements, "answers without a change that had arrived", results.wrong());
        require(
                faults,
                measurements,
                "answers before their change had arrived, after the longest wait",
                results.late());
        requireShadow(faults, measurements);
        awaitDrained(faults);
        requireRebuilds(faults, measurements);
        GrantsChecker.Report report = GrantsChecker.check(target.database().dataSource());
        require(faults, measurements, "rows of user_grants that the rules contradict", report.differences());
        return faults;
    }

    private void require(List<String> faults, Measurements measurements, String name, double value) {
        measurements.put(arguments.number("users"), name, value);
        if (value != 0) {
            faults.add("%s: %.0f".formatted(name, value));
        }
    }

    private void requireShadow(List<String> faults, Measurements measurements) throws Exception {
        Map<String, Double> comparisons =
                target.server().readCounter("offers_shadow_comparisons_total", target.operator());
        comparisons.forEach((outcome, count) -> measurements.put(
                arguments.number("users"), "answers compared with the query-time resolver: " + outcome, count));
        if (comparisons.getOrDefault("wrong", 0.0) != 0) {
            faults.add("answers that the query-time resolver contradicts: %.0f".formatted(comparisons.get("wrong")));
        }
    }

    private void awaitDrained(List<String> faults) throws InterruptedException {
        long end = System.nanoTime() + DRAINED.toNanos();
        while (target.database().queryLong("SELECT count(*) FROM outbox_event") > 0) {
            if (System.nanoTime() > end) {
                faults.add("%d events are not processed two minutes after the load"
                        .formatted(target.database().queryLong("SELECT count(*) FROM outbox_event")));
                return;
            }
            Thread.sleep(200);
        }
    }

    private record Rebuild(String status, double seconds) {}

    private void requireRebuilds(List<String> faults, Measurements measurements) throws Exception {
        List<Rebuild> rebuilds = target.database()
                .sql()
                .sql("""
                        SELECT status, extract(epoch FROM coalesce(end_time, now()::timestamp) - start_time)::float8
                        FROM batch.batch_job_execution JOIN batch.batch_job_instance USING (job_instance_id)
                        WHERE job_name = 'full-rebuild' AND job_execution_id > ? ORDER BY job_execution_id
                        """)
                .param(lastExecution)
                .query((row, number) -> new Rebuild(row.getString(1), row.getDouble(2)))
                .list();
        for (int i = 0; i < rebuilds.size(); i++) {
            Rebuild rebuild = rebuilds.get(i);
            measurements.put(
                    arguments.number("users"), "full rebuild %d under load, s".formatted(i + 1), rebuild.seconds());
            if (!rebuild.status().equals("COMPLETED")) {
                faults.add("full rebuild %d: %s".formatted(i + 1, rebuild.status()));
            }
        }
        if (rebuilds.isEmpty()) {
            faults.add("no full rebuild has run");
        }
        observeDrift();
        require(faults, measurements, "rows that rebuilds corrected although no event named them", drift);
    }
}
