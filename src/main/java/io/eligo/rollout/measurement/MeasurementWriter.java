package io.eligo.rollout.measurement;

import io.eligo.metrics.MetricDefinition;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxState;
import io.eligo.platform.Node;
import io.eligo.rollout.ResolverPath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes what this node has counted since the previous slot. */
@Component
public class MeasurementWriter {
    private final PathMeasurements paths;
    private final MeasurementTable table;
    private final DatabaseCpu cpu;
    private final Outbox outbox;
    private final MeterRegistry meters;
    private final Node node;
    private final Map<String, Double> previousCounts = new HashMap<>();
    private MeasuredSlot unwritten = MeasuredSlot.empty();
    private boolean databaseFailed;

    MeasurementWriter(
            PathMeasurements paths,
            MeasurementTable table,
            DatabaseCpu cpu,
            Outbox outbox,
            MeterRegistry meters,
            Node node) {
        this.paths = paths;
        this.table = table;
        this.cpu = cpu;
        this.outbox = outbox;
        this.meters = meters;
        this.node = node;
    }

    /**
     * Writes the slot that ends at this instant, together with what could not be written before.
     *
     * @param withDatabase whether to add the queue and the CPU of the database, which are the same for every node
     */
    public synchronized void write(Instant endsAt, boolean withDatabase) {
        MeasuredSlot slot = unwritten.plus(take(withDatabase));
        unwritten = databaseFailed ? slot.withoutErrors() : slot;
        // Until the slot is written; if that fails, the next one contains it.
        databaseFailed = true;
        table.insert(endsAt, node.name(), unwritten);
        databaseFailed = false;
        unwritten = MeasuredSlot.empty();
    }

    /**
     * The database did not answer in time since the last slot. The errors of that time say nothing about the precomputed path: the query-time path
     * needs the database for every request.
     */
    public synchronized void noteDatabaseFailure() {
        databaseFailed = true;
    }

    private MeasuredSlot take(boolean withDatabase) {
        OutboxState queue = withDatabase ? outbox.findState() : null;
        DatabaseCpu.Use use = withDatabase ? cpu.take() : new DatabaseCpu.Use(null, null);
        long hits = increase(MetricDefinition.CACHE_REQUESTS, "hit");
        // Not the errors: while Redis is unavailable the grants come from their table, and the query-time path is no
        // better.
        long misses = increase(MetricDefinition.CACHE_REQUESTS, "miss");
        long wrong = increase(MetricDefinition.SHADOW_COMPARISONS, "wrong");
        long agreeing = increase(MetricDefinition.SHADOW_COMPARISONS, "equal")
                + increase(MetricDefinition.SHADOW_COMPARISONS, "stale");
        var counts = new MeasuredCounts(Map.of(
                MeasuredCount.PRECOMPUTED_ERRORS,
                paths.takeErrors(),
                MeasuredCount.CACHE_HITS,
                hits,
                MeasuredCount.CACHE_READS,
                hits + misses,
                MeasuredCount.COMPARISONS,
                wrong + agreeing,
                MeasuredCount.WRONG_ANSWERS,
                wrong));
        return new MeasuredSlot(
                paths.takeLatencies(ResolverPath.PRECOMPUTED),
                paths.takeLatencies(ResolverPath.QUERY_TIME),
                counts,
                queue == null ? null : queue.pending() - queue.deferred(),
                use.use(),
                use.unknown());
    }

    private long increase(MetricDefinition metric, String labelValue) {
        double count =
                meters.find(metric.meterName()).tag(metric.labels().get(0).name(), labelValue).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
        Double previous = previousCounts.put(metric + labelValue, count);
        return Math.round(count - (previous == null ? 0 : previous));
    }
}
