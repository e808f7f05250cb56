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
 * Metric samples of all nodes over the last three hours, one per node and minute: enough to tell a new problem from a lasting one.
 * Prometheus has the long-term metrics.
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
     * Values of all nodes in one minute.
     *
     * @param oldestSeconds age of the oldest pending event
     * @param hitRate cache hits divided by cache reads; null without reads
     * @param p95 95th percentile of the offer queries of the slowest node, in seconds; null without queries
     */
    record MetricSample(
            Instant at,
            double pending,
            double oldestSeconds,
            double parked,
            @Nullable Double hitRate,
            @Nullable Double p95) {}

    /**
     * Adds a sample of this node, and deletes samples older than {@link #RETENTION}.
     *
     * @param hits cache hits since the previous sample, as are {@code reads} and {@code p95}
     */
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

    /** One sample per minute over all nodes, the oldest first. */
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

    /** Whether at least one sample is missing between two instants. */
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
