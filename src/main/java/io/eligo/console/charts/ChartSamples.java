package io.eligo.console.charts;

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
public class ChartSamples {
    static final Duration RETENTION = Duration.ofHours(3);
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final NodeRegistry nodes;

    ChartSamples(JdbcClient jdbc, NodeRegistry nodes) {
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
    public record MetricSample(
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
                        WITH old AS (DELETE FROM metric_sample WHERE sampled_at < now() - ?::interval)
                        INSERT INTO metric_sample (node, pending_events, oldest_event_seconds, parked_events, cache_hits, cache_reads, p95_seconds)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
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
    public List<MetricSample> findAll() {
        return jdbc.sql("""
                        SELECT max(sampled_at) AS sampled_at, max(pending_events) AS pending_events,
                            max(oldest_event_seconds) AS oldest_event_seconds, max(parked_events) AS parked_events,
                            sum(cache_hits) / nullif(sum(cache_reads), 0) AS hit_rate, max(p95_seconds) AS p95_seconds
                        FROM metric_sample WHERE sampled_at >= now() - ?::interval GROUP BY date_trunc('minute', sampled_at) ORDER BY 1
                        """)
                .param(RETENTION.toString())
                .query(ChartSamples::mapSample)
                .list();
    }

    /** Whether at least one sample is missing between two instants. */
    static boolean isGap(Instant one, Instant next) {
        return Duration.between(one, next).compareTo(INTERVAL.multipliedBy(2)) > 0;
    }

    private static MetricSample mapSample(ResultSet row, int n) throws SQLException {
        return new MetricSample(
                row.getObject("sampled_at", OffsetDateTime.class).toInstant(),
                row.getDouble("pending_events"),
                row.getDouble("oldest_event_seconds"),
                row.getDouble("parked_events"),
                row.getObject("hit_rate", Double.class),
                row.getObject("p95_seconds", Double.class));
    }
}
