package io.eligo.rollout.measurement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code rollout_measurement}: one row per node and slot. */
@Component
public class MeasurementTable {
    /** Every window is a multiple of it. */
    public static final Duration SLOT = Duration.ofSeconds(5);

    // Longer than the longest window.
    private static final Duration RETENTION = Duration.ofHours(2);

    private final JdbcClient jdbc;

    MeasurementTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The row of one node. @param cpu average use in the slot; null if unknown, then with a reason */
    record Slot(
            LatencyHistogram precomputed,
            long precomputedErrors,
            LatencyHistogram queryTime,
            long cacheHits,
            long cacheReads,
            long comparisons,
            long wrongAnswers,
            @Nullable Long queue,
            @Nullable Double cpu,
            @Nullable String cpuUnknown) {
        static Slot empty() {
            return new Slot(LatencyHistogram.empty(), 0, LatencyHistogram.empty(), 0, 0, 0, 0, null, null, null);
        }

        /** Both together, with the queue and the CPU of the later one. Takes over the latencies. */
        Slot plus(Slot later) {
            precomputed.add(later.precomputed);
            queryTime.add(later.queryTime);
            return new Slot(
                    precomputed,
                    precomputedErrors + later.precomputedErrors,
                    queryTime,
                    cacheHits + later.cacheHits,
                    cacheReads + later.cacheReads,
                    comparisons + later.comparisons,
                    wrongAnswers + later.wrongAnswers,
                    later.queue,
                    later.cpu,
                    later.cpuUnknown);
        }

        Slot withoutErrors() {
            return new Slot(
                    precomputed,
                    0,
                    queryTime,
                    cacheHits,
                    cacheReads,
                    comparisons,
                    wrongAnswers,
                    queue,
                    cpu,
                    cpuUnknown);
        }
    }

    /** A node writes a slot once. If the time of the database moves back, the second write of a slot replaces the first. */
    void insert(Instant endsAt, String node, Slot slot) {
        jdbc.sql("""
                        WITH old AS (DELETE FROM rollout_measurement WHERE ends_at < :limit)
                        INSERT INTO rollout_measurement (ends_at, node, precomputed, precomputed_errors, query_time, cache_hits,
                            cache_reads, comparisons, wrong_answers, queue, cpu, cpu_unknown)
                        VALUES (:ends_at, :node, :precomputed, :precomputed_errors, :query_time, :cache_hits, :cache_reads,
                            :comparisons, :wrong_answers, :queue, :cpu, :cpu_unknown)
                        ON CONFLICT (ends_at, node) DO UPDATE
                        SET precomputed = excluded.precomputed, precomputed_errors = excluded.precomputed_errors,
                            query_time = excluded.query_time, cache_hits = excluded.cache_hits, cache_reads = excluded.cache_reads,
                            comparisons = excluded.comparisons, wrong_answers = excluded.wrong_answers, queue = excluded.queue,
                            cpu = excluded.cpu, cpu_unknown = excluded.cpu_unknown
                        """)
                .param("limit", Timestamp.from(endsAt.minus(RETENTION)))
                .param("ends_at", Timestamp.from(endsAt))
                .param("node", node)
                .param("precomputed", slot.precomputed().encode())
                .param("precomputed_errors", slot.precomputedErrors())
                .param("query_time", slot.queryTime().encode())
                .param("cache_hits", slot.cacheHits())
                .param("cache_reads", slot.cacheReads())
                .param("comparisons", slot.comparisons())
                .param("wrong_answers", slot.wrongAnswers())
                .param("queue", slot.queue())
                .param("cpu", slot.cpu())
                .param("cpu_unknown", slot.cpuUnknown())
                .update();
    }

    /** Merges the slots of all nodes that end after {@code from} and not after {@code until}. */
    public MeasuredWindow findWindow(Instant from, Instant until) {
        return merge(jdbc.sql("SELECT * FROM rollout_measurement WHERE ends_at > ? AND ends_at <= ? ORDER BY ends_at")
                .params(Timestamp.from(from), Timestamp.from(until))
                .query(MeasurementTable::mapSlot)
                .list());
    }

    private static MeasuredWindow merge(List<Slot> slots) {
        LatencyHistogram precomputed = LatencyHistogram.empty();
        LatencyHistogram queryTime = LatencyHistogram.empty();
        String cpuUnknown = null;
        for (Slot slot : slots) {
            precomputed.add(slot.precomputed());
            queryTime.add(slot.queryTime());
            cpuUnknown = slot.cpuUnknown() == null ? cpuUnknown : slot.cpuUnknown();
        }
        List<Long> queues =
                slots.stream().map(Slot::queue).filter(Objects::nonNull).toList();
        List<Double> cpus =
                slots.stream().map(Slot::cpu).filter(Objects::nonNull).toList();
        return new MeasuredWindow(
                precomputed,
                slots.stream().mapToLong(Slot::precomputedErrors).sum(),
                queryTime,
                slots.stream().mapToLong(Slot::cacheHits).sum(),
                slots.stream().mapToLong(Slot::cacheReads).sum(),
                slots.stream().mapToLong(Slot::comparisons).sum(),
                slots.stream().mapToLong(Slot::wrongAnswers).sum(),
                queues.size(),
                queues.stream().min(Long::compare).orElse(null),
                cpus.size(),
                cpus.isEmpty()
                        ? null
                        : cpus.stream().mapToDouble(Double::doubleValue).sum() / cpus.size(),
                cpuUnknown);
    }

    private static Slot mapSlot(ResultSet row, int n) throws SQLException {
        return new Slot(
                LatencyHistogram.decode(row.getBytes("precomputed")),
                row.getLong("precomputed_errors"),
                LatencyHistogram.decode(row.getBytes("query_time")),
                row.getLong("cache_hits"),
                row.getLong("cache_reads"),
                row.getLong("comparisons"),
                row.getLong("wrong_answers"),
                row.getObject("queue", Long.class),
                row.getObject("cpu", Double.class),
                row.getString("cpu_unknown"));
    }
}
