package io.eligo.console;

import io.eligo.jobs.runtime.NodeRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The last hours of all nodes, a sample a node and minute: enough to see at a glance whether something has just begun or has been
 * so for long. Whoever needs more than that asks Prometheus.
 */
@Component
class MetricSamples {
    static final Duration RETENTION = Duration.ofHours(3);
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final NodeRegistry nodes;

    MetricSamples(JdbcClient jdbc, NodeRegistry nodes) {
        this.jdbc = jdbc;
        this.nodes = nodes;
    }

    /**
     * One minute.
     *
     * @param hitRate of all reads of copies; null if there was none
     * @param p95 of the answers of the node that was slowest, in seconds; null if there was none
     */
    record MetricSample(
            Instant at,
            double pending,
            double oldestSeconds,
            double parked,
            @Nullable Double hitRate,
            @Nullable Double p95) {}

    /** Of this node: how its queue looks now, and how it has answered since the last one. What is too old goes with it. */
    void add(long pending, double oldestSeconds, long parked, double hits, double reads, @Nullable Double p95) {
        jdbc.sql("""
                        WITH old AS (DELETE FROM sample WHERE at < now() - ?::interval)
                        INSERT INTO sample (node, pending, oldest_seconds, parked, hits, reads, p95) VALUES (?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(RETENTION.toString())
                .param(nodes.self())
                .param(pending)
                .param(oldestSeconds)
                .param(parked)
                .param(hits)
                .param(reads)
                .param(p95)
                .update();
    }

    /** The oldest first. */
    List<MetricSample> findAll() {
        return jdbc.sql("""
                        SELECT max(at) AS at, max(pending) AS pending, max(oldest_seconds) AS oldest_seconds, max(parked) AS parked,
                            sum(hits) / nullif(sum(reads), 0) AS hit_rate, max(p95) AS p95
                        FROM sample WHERE at >= now() - ?::interval GROUP BY date_trunc('minute', at) ORDER BY 1
                        """)
                .param(RETENTION.toString())
                .query(MetricSamples::mapSample)
                .list();
    }

    /** More than one of them is missing between two. */
    static boolean isGap(Instant one, Instant next) {
        return Duration.between(one, next).compareTo(INTERVAL.multipliedBy(2)) > 0;
    }

    private static MetricSample mapSample(ResultSet row, int n) throws SQLException {
        return new MetricSample(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getDouble("pending"),
                row.getDouble("oldest_seconds"),
                row.getDouble("parked"),
                row.getObject("hit_rate", Double.class),
                row.getObject("p95", Double.class));
    }
}
