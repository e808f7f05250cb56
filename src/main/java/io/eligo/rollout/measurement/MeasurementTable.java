package io.eligo.rollout.measurement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code rollout_measurement}: one row per node and slot. */
@Component
public class MeasurementTable {
    /** Every window is a multiple of it. */
    public static final Duration SLOT = Duration.ofSeconds(5);

    // Longer than the longest window.
    private static final Duration RETENTION = Duration.ofHours(2);

    private static final List<String> COLUMNS = Stream.concat(
                    Stream.of("precomputed", "query_time", "queue", "cpu", "cpu_unknown"),
                    Stream.of(MeasuredCount.values()).map(MeasuredCount::column))
            .toList();

    private static final String INSERT = String.format(
            Locale.ROOT,
            """
            WITH old AS (DELETE FROM rollout_measurement WHERE ends_at < :limit)
            INSERT INTO rollout_measurement (ends_at, node, %s) VALUES (:ends_at, :node, %s)
            ON CONFLICT (ends_at, node) DO UPDATE SET %s
            """,
            String.join(", ", COLUMNS),
            COLUMNS.stream().map(column -> ":" + column).collect(Collectors.joining(", ")),
            COLUMNS.stream().map(column -> column + " = excluded." + column).collect(Collectors.joining(", ")));

    private final JdbcClient jdbc;

    MeasurementTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A node writes a slot once. If the time of the database moves back, the second write of a slot replaces the first. */
    void insert(Instant endsAt, String node, MeasuredSlot slot) {
        JdbcClient.StatementSpec insert = jdbc.sql(INSERT)
                .param("limit", Timestamp.from(endsAt.minus(RETENTION)))
                .param("ends_at", Timestamp.from(endsAt))
                .param("node", node)
                .param("precomputed", slot.precomputed().encode())
                .param("query_time", slot.queryTime().encode())
                .param("queue", slot.queue())
                .param("cpu", slot.cpu())
                .param("cpu_unknown", slot.cpuUnknown());
        for (MeasuredCount count : MeasuredCount.values()) {
            insert = insert.param(count.column(), slot.counts().get(count));
        }
        insert.update();
    }

    /** Merges the slots of all nodes that end after {@code from} and not after {@code until}. */
    public MeasuredWindow findWindow(Instant from, Instant until) {
        return MeasuredWindow.merge(
                jdbc.sql("SELECT * FROM rollout_measurement WHERE ends_at > ? AND ends_at <= ? ORDER BY ends_at")
                        .params(Timestamp.from(from), Timestamp.from(until))
                        .query(MeasurementTable::mapSlot)
                        .list());
    }

    private static MeasuredSlot mapSlot(ResultSet row, int n) throws SQLException {
        var counts = new EnumMap<MeasuredCount, Long>(MeasuredCount.class);
        for (MeasuredCount count : MeasuredCount.values()) {
            counts.put(count, row.getLong(count.column()));
        }
        return new MeasuredSlot(
                LatencyHistogram.decode(row.getBytes("precomputed")),
                LatencyHistogram.decode(row.getBytes("query_time")),
                new MeasuredCounts(counts),
                row.getObject("queue", Long.class),
                row.getObject("cpu", Double.class),
                row.getString("cpu_unknown"));
    }
}
