package io.eligo.metrics;

import static io.eligo.metrics.LabelValues.ALL;
import static io.eligo.metrics.LabelValues.ALL_BUT_CONSOLE;
import static io.eligo.metrics.LabelValues.API;
import static io.eligo.metrics.LabelValues.CACHE_MAINTENANCE;
import static io.eligo.metrics.LabelValues.JOB;
import static io.eligo.metrics.LabelValues.JOB_NODES;
import static io.eligo.metrics.LabelValues.LIMIT;
import static io.eligo.metrics.LabelValues.SCHEDULER;
import static io.eligo.metrics.LabelValues.SOURCE_TABLE;
import static io.eligo.metrics.LabelValues.TABLE;
import static io.eligo.metrics.LabelValues.WEB;
import static io.eligo.metrics.MetricDefinition.Aggregation.MAX;
import static io.eligo.metrics.MetricDefinition.Aggregation.MIN;
import static io.eligo.metrics.MetricDefinition.Aggregation.SUM;
import static io.eligo.metrics.MetricDefinition.MetricType.COUNTER;
import static io.eligo.metrics.MetricDefinition.MetricType.GAUGE;
import static io.eligo.metrics.MetricDefinition.MetricType.HISTOGRAM;

import io.eligo.platform.Role;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All metrics of Eligo. The table in {@code docs/operations.md} is made from them. */
public enum MetricDefinition {
    QUERY_DURATION(
            "offers.query.duration",
            HistogramBuckets.READS,
            API,
            SUM,
            "Requests that read offers and were answered, from the parsed request to its response, without sending it. Buckets from 1 ms to 5 s",
            MetricLabel.of("cache", "hit", "miss", "none"),
            MetricLabel.of("source", "cache", "table", "computed", "legacy")),
    QUERY_ERRORS(
            "offers.query.errors",
            COUNTER,
            "",
            API,
            SUM,
            "Requests for offers that failed through no fault of their callers",
            MetricLabel.of("path", "precomputed", "legacy")),
    CACHE_REQUESTS(
            "offers.cache.requests",
            COUNTER,
            "",
            API,
            SUM,
            "Reads of users' grants from Redis; error: Redis unavailable or its answer not trusted",
            MetricLabel.of("result", "hit", "miss", "error")),
    SHADOW_COMPARISONS(
            "offers.shadow.comparisons",
            COUNTER,
            "",
            API,
            SUM,
            "Reads that both paths have answered, by the result of the comparison",
            MetricLabel.of("outcome", "equal", "stale", "wrong")),
    SHADOW_DROPPED(
            "offers.shadow.dropped",
            COUNTER,
            "",
            API,
            SUM,
            "Reads that were to be compared and were not",
            MetricLabel.of("reason", "queue_full", "too_large", "error")),
    ROLLOUT_SHARE(
            "offers.rollout.share",
            GAUGE,
            "ratio",
            SCHEDULER,
            MAX,
            "Share of the users that the precomputed path answers; 0 if the switch is off"),
    TRIGGER_VERDICT(
            "offers.rollout.trigger.verdict",
            GAUGE,
            "",
            SCHEDULER,
            MIN,
            "Verdict of a trigger: 1 good, 0 not enough data, -1 bad; NaN if it is not watched or this node does not judge",
            MetricLabel.of(
                    "trigger", "p95", "p95-relative", "errors", "hit-rate", "queue", "database-cpu", "wrong-answers")),
    GRAPHQL_ERRORS(
            "eligibility.graphql.errors",
            COUNTER,
            "",
            API,
            SUM,
            "Errors in responses of the GraphQL endpoint, by their classification. Requests without a valid token are not among them: see http_server_requests_seconds",
            MetricLabel.of(
                    "classification",
                    "BAD_REQUEST",
                    "UNAUTHORIZED",
                    "FORBIDDEN",
                    "NOT_FOUND",
                    "INTERNAL_ERROR",
                    "TIMEOUT",
                    "UNAVAILABLE")),
    GRAPHQL_REFUSALS(
            "eligibility.graphql.refusals",
            COUNTER,
            "",
            API,
            SUM,
            "GraphQL requests that were refused because they exceed a limit, by the limit",
            LIMIT),
    RATE_LIMIT_REFUSALS(
            "eligibility.rate.limit.refusals",
            COUNTER,
            "",
            WEB,
            SUM,
            "Requests that were refused because of their rate",
            MetricLabel.of("caller", "user", "anonymous")),
    CATALOG_AGE(
            "eligibility.catalog.age",
            GAUGE,
            "seconds",
            API,
            MAX,
            "Time since this node's catalogue was last known to be current; NaN until it is loaded"),
    FRESHNESS(
            "eligibility.freshness",
            HistogramBuckets.FRESHNESS,
            ALL_BUT_CONSOLE,
            SUM,
            "From the commit of a change until it is visible. switch: a change of the catalogue, in this node's catalogue (role api); offer, user: an event of the outbox, in the grants (roles scheduler, worker). Without track_commit_timestamp from when a node first sees the change (switch) or when its event was written (offer, user)",
            MetricLabel.of("kind", "switch", "offer", "user")),
    REDIS_COMMAND_DURATION(
            "eligibility.redis.command.duration",
            HistogramBuckets.REDIS,
            API,
            SUM,
            "Commands of reads to Redis; failed: not answered in time or not connected. Buckets from 0.2 ms to 1 s",
            MetricLabel.of("outcome", "answered", "failed")),
    REDIS_BREAKER_OPEN(
            "eligibility.redis.breaker.open",
            GAUGE,
            "",
            API,
            MAX,
            "1 while the circuit breaker keeps reads from Redis, else 0"),
    REDIS_BREAKER_REFUSALS(
            "eligibility.redis.breaker.refusals",
            COUNTER,
            "",
            API,
            SUM,
            "Commands of reads that the circuit breaker refused"),
    REDIS_AVAILABLE(
            "eligibility.redis.available",
            GAUGE,
            "",
            CACHE_MAINTENANCE,
            MIN,
            "1 if Redis answered the last identification, else 0; NaN if no Redis is configured"),
    CACHE_NAMESPACE_OPEN(
            "eligibility.cache.namespace.open",
            GAUGE,
            "",
            CACHE_MAINTENANCE,
            MIN,
            "1 if the cache's namespace is open, 0 if it is closed and reads go to PostgreSQL; NaN if no Redis is configured"),
    CACHE_EVICTION_AGE(
            "eligibility.cache.eviction.age",
            GAUGE,
            "seconds",
            JOB_NODES,
            MAX,
            "Age of the oldest eviction that Redis has not acknowledged; 0 if there is none"),
    JOB_DURATION(
            "eligibility.job.duration",
            HistogramBuckets.JOBS,
            JOB_NODES,
            SUM,
            "Executions that have ended on this node; halted: by the loss guard, an approval is needed. Buckets from 0.1 s to 6 h",
            JOB,
            MetricLabel.of("status", "completed", "failed", "stopped", "halted")),
    JOB_RUNNING("eligibility.job.running", GAUGE, "", JOB_NODES, SUM, "1 while this node runs the job, else 0", JOB),
    JOB_PARTITIONS(
            "eligibility.job.partitions",
            COUNTER,
            "",
            JOB_NODES,
            SUM,
            "Partitions of executions that have ended on this node",
            JOB,
            MetricLabel.of("status", "completed", "failed", "stopped")),
    GUARD_HALTS_PENDING(
            "eligibility.guard.halts.pending",
            GAUGE,
            "",
            JOB_NODES,
            MAX,
            "Runs that the loss guard halted and that are neither approved nor abandoned",
            MetricLabel.of("job", "full-rebuild", "import")),
    GRANTS_CHANGED(
            "eligibility.grants.changed",
            COUNTER,
            "",
            JOB_NODES,
            SUM,
            "Grants that were written, when their transaction has committed",
            MetricLabel.of("change", "granted", "revoked")),
    DRIFT_ROWS(
            "eligibility.drift",
            GAUGE,
            "rows",
            JOB_NODES,
            MAX,
            "Grants, and users with wrong relations alone, that the last full rebuild corrected although no event named them; 0 for the initial build, NaN before the first",
            MetricLabel.of("kind", "granted", "revoked", "relations")),
    GRANTS(
            "eligibility.grants",
            GAUGE,
            "",
            JOB_NODES,
            MAX,
            "Grants that the last full rebuild compared and left, of which eligibility_drift_rows is a part; NaN before the first"),
    REBUILD_LAST_SUCCESS(
            "eligibility.rebuild.last.success.timestamp",
            GAUGE,
            "seconds",
            JOB_NODES,
            MAX,
            "When the last full rebuild completed that was a full audit, as seconds since 1970: no dry run, not unguarded, not started by the outbox. NaN before the first"),
    OUTBOX_PENDING(
            "eligibility.outbox.pending", GAUGE, "", JOB_NODES, MAX, "Events that are not done, without parked ones"),
    OUTBOX_OLDEST_AGE(
            "eligibility.outbox.oldest.age",
            GAUGE,
            "seconds",
            JOB_NODES,
            MAX,
            "Age of the oldest pending event; 0 if there is none"),
    OUTBOX_PARKED(
            "eligibility.outbox.parked", GAUGE, "", JOB_NODES, MAX, "Events that failed and wait for an operator"),
    OUTBOX_DEFERRED(
            "eligibility.outbox.deferred",
            GAUGE,
            "",
            JOB_NODES,
            MAX,
            "Pending events that wait for the end of a deferral"),
    OUTBOX_POLLS(
            "eligibility.outbox.polls",
            COUNTER,
            "",
            SCHEDULER,
            SUM,
            "Polls of the outbox; one node polls at a time, several times a second, also while jobs run",
            MetricLabel.of("result", "ok", "error")),
    SCHEDULE_FIRES(
            "eligibility.schedule.fires",
            COUNTER,
            "",
            SCHEDULER,
            SUM,
            "Launches that schedules requested; one node fires a schedule",
            JOB),
    SCHEDULE_OVERDUE(
            "eligibility.schedule.overdue",
            GAUGE,
            "seconds",
            SCHEDULER,
            MAX,
            "Time since the job's schedule was due and has not fired; 0 if it is not due, is paused or has no schedule",
            JOB),
    SCHEDULE_REPAIRS(
            "eligibility.schedule.repairs",
            COUNTER,
            "",
            SCHEDULER,
            SUM,
            "Triggers of Quartz that did not fire and were rescheduled, the poller's included"),
    NODES_LIVE(
            "eligibility.nodes.live",
            GAUGE,
            "",
            JOB_NODES,
            MAX,
            "Nodes with the role whose heartbeat has not expired",
            MetricLabel.of("role", "api", "console", "scheduler", "worker")),
    NODES_DEAD(
            "eligibility.nodes.dead",
            GAUGE,
            "",
            JOB_NODES,
            MAX,
            "Nodes whose heartbeat expired within the last 15 minutes without an orderly shutdown"),
    NODE_HEARTBEAT_AGE(
            "eligibility.node.heartbeat.age",
            GAUGE,
            "seconds",
            JOB_NODES,
            MAX,
            "Age of the oldest last heartbeat among the live nodes"),
    TABLE_SIZE(
            "eligibility.table.size",
            GAUGE,
            "bytes",
            JOB_NODES,
            MAX,
            "Size of the table on disk, with its indexes and TOAST",
            TABLE),
    TABLE_LIVE(
            "eligibility.table.live",
            GAUGE,
            "rows",
            JOB_NODES,
            MAX,
            "Rows of the table, as PostgreSQL estimates",
            TABLE),
    TABLE_DEAD(
            "eligibility.table.dead",
            GAUGE,
            "rows",
            JOB_NODES,
            MAX,
            "Dead rows of the table that vacuum has not removed, as PostgreSQL estimates",
            TABLE),
    DATABASE_TRANSACTIONS(
            "eligibility.database.transactions",
            COUNTER,
            "",
            JOB_NODES,
            MAX,
            "Transactions in the database, of all its clients: a read of a feed from PostgreSQL is at least one. Counted since the start of the node"),
    DATABASE_ACTIVE(
            "eligibility.database.active",
            COUNTER,
            "seconds",
            JOB_NODES,
            MAX,
            "Time that sessions of the database spent in statements, of all its clients; its rate is the average number of statements in progress. Counted since the start of the node"),
    UNREADABLE_ROWS(
            "eligibility.unreadable.rows",
            GAUGE,
            "",
            ALL,
            MAX,
            "Rows of the source tables that cannot be read and are left out",
            SOURCE_TABLE),
    NUMBERS_DRAWN(
            "eligibility.numbers.drawn",
            GAUGE,
            "ratio",
            JOB_NODES,
            MAX,
            "Share of a sequence's numbers that are used; at 1 inserts fail",
            MetricLabel.of("sequence", "merchant_no_seq", "offer_no_seq"));

    /** What Prometheus calls it. */
    public enum MetricType {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /** How a query combines the nodes. */
    public enum Aggregation {
        /** Each node counts what it has done itself. */
        SUM,
        /** All nodes read the same from the database, or the highest value is the worst. */
        MAX,
        /** The lowest value is the worst. */
        MIN
    }

    private final String meterName;
    private final MetricType type;
    private final String unit;
    private final @Nullable HistogramBuckets buckets;
    private final Set<Role> roles;
    private final Aggregation aggregation;
    private final String help;
    private final List<MetricLabel> labels;

    MetricDefinition(
            String meterName,
            MetricType type,
            String unit,
            Set<Role> roles,
            Aggregation aggregation,
            String help,
            MetricLabel... labels) {
        this(meterName, type, unit, null, roles, aggregation, help, labels);
    }

    /** A histogram in seconds. */
    MetricDefinition(
            String meterName,
            HistogramBuckets buckets,
            Set<Role> roles,
            Aggregation aggregation,
            String help,
            MetricLabel... labels) {
        this(meterName, HISTOGRAM, "seconds", buckets, roles, aggregation, help, labels);
    }

    MetricDefinition(
            String meterName,
            MetricType type,
            String unit,
            @Nullable HistogramBuckets buckets,
            Set<Role> roles,
            Aggregation aggregation,
            String help,
            MetricLabel[] labels) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.buckets = buckets;
        this.roles = roles;
        this.aggregation = aggregation;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name in Micrometer's spelling; Prometheus adds the unit and the suffix of the type. */
    public String meterName() {
        return meterName;
    }

    public MetricType type() {
        return type;
    }

    /** The unit as part of Prometheus' name; empty for a number of things that the name says. */
    public String unit() {
        return unit;
    }

    @Nullable
    HistogramBuckets buckets() {
        return buckets;
    }

    /** Nodes with any of these roles have data of the metric; others have none or report 0. */
    public Set<Role> roles() {
        return roles;
    }

    public Aggregation aggregation() {
        return aggregation;
    }

    public String help() {
        return help;
    }

    public List<MetricLabel> labels() {
        return labels;
    }
}
