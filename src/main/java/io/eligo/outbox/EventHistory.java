package io.eligo.outbox;

import io.eligo.outbox.EventFreshnessMetrics.AgeGroup;
import io.eligo.outbox.ProcessedEvent.RemovalReason;
import io.eligo.platform.SqlArrays;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The history of events that have left the queue, kept for an hour in {@code outbox_done}. An event enters it in the
 * transaction that has done its work or discards it, in one statement for any number of events. Two kinds of events leave the
 * queue without an entry: a split event, which two events replace ({@link EventFailures}), and an event whose only user is
 * erased ({@link OutboxErasure}).
 */
@Component
public class EventHistory {
    // Its gaps are the condition on the events, and the SELECT of the result.
    private static final String MOVE_TO_HISTORY = """
            WITH deleted AS (DELETE FROM outbox_event WHERE %s RETURNING *),
            kept AS (
                INSERT INTO outbox_done (event_id, xid, kind, offer_id, size, created_at, leased_at, removal_reason, job_execution_id, traceparent)
                SELECT id, change, kind, offer_id, size, created_at, leased_at, :reason::text, :execution::bigint, traceparent
                FROM deleted, unnest(array_prepend(xid, further_xids)) AS change)
            %s
            """;

    // From the commit of the change, where PostgreSQL keeps it.
    private static final String AGE = """
            extract(epoch FROM clock_timestamp() - coalesce(
                CASE WHEN current_setting('track_commit_timestamp')::boolean THEN pg_xact_commit_timestamp(xid::xid) END, created_at))""";

    // A rebuild may settle a million events: events whose ages differ by less than an eighth are one row.
    private static final String SELECT_AGE_GROUPS =
            "SELECT kind, avg(age) AS seconds, count(*) AS events FROM deleted, LATERAL (SELECT " + AGE
                    + " AS age) AS event GROUP BY kind, ceil(20 * log(greatest(age, 0.001)))";

    private static final String SELECT_USERS = "SELECT users, kind, 1 AS events, " + AGE + " AS seconds FROM deleted";

    // The time of the commit, because the removal is visible from then on and not from its statement.
    private static final String FIND_PROCESSED = """
            SELECT xid::text::bigint AS xid, removal_reason, job_execution_id, kind, CASE WHEN count(DISTINCT offer_id) = 1 THEN (array_agg(offer_id))[1] END AS offer_id,
                count(*) AS events, coalesce(sum(size), 0) AS users, min(created_at) AS created_at, min(leased_at) AS leased_at,
                max(coalesce(CASE WHEN current_setting('track_commit_timestamp')::boolean THEN pg_xact_commit_timestamp(xmin) END, done_at)) AS done_at
            FROM outbox_done WHERE %s GROUP BY outbox_done.xid, removal_reason, job_execution_id, kind ORDER BY done_at LIMIT 50
            """;

    private static final int PRUNED_AT_ONCE = 1_000;

    private final JdbcClient jdbc;
    private final EventFreshnessMetrics freshness;

    EventHistory(JdbcClient jdbc, EventFreshnessMetrics freshness) {
        this.jdbc = jdbc;
        this.freshness = freshness;
    }

    /** Moves events whose work is done to the history and returns their number. */
    int moveDoneToHistory(EventCondition condition, RemovalReason removalReason, @Nullable Long execution) {
        List<AgeGroup> groups =
                moveToHistory(condition, removalReason, execution, SELECT_AGE_GROUPS, EventHistory::ageGroup);
        freshness.recordAfterCommit(groups, System.nanoTime());
        return (int) groups.stream().mapToLong(AgeGroup::events).sum();
    }

    private static AgeGroup ageGroup(ResultSet row, int n) throws SQLException {
        return new AgeGroup(row.getString("kind"), row.getDouble("seconds"), row.getLong("events"));
    }

    /** Moves events whose work is done to the history and returns the users that each names, in memory: only for a bounded number. */
    List<List<UUID>> moveDoneUsersToHistory(
            EventCondition condition, RemovalReason removalReason, @Nullable Long execution) {
        var groups = new ArrayList<AgeGroup>();
        List<List<UUID>> users = moveToHistory(condition, removalReason, execution, SELECT_USERS, (row, n) -> {
            groups.add(ageGroup(row, n));
            return SqlArrays.uuids(row, "users");
        });
        freshness.recordAfterCommit(groups, System.nanoTime());
        return users;
    }

    /** Moves events to the history without their work being done, and maps their rows. */
    public <T> List<T> discardToHistory(EventCondition condition, RowMapper<T> mapper) {
        return moveToHistory(condition, RemovalReason.DISCARDED, null, "SELECT * FROM deleted", mapper);
    }

    private <T> List<T> moveToHistory(
            EventCondition condition,
            RemovalReason removalReason,
            @Nullable Long execution,
            String select,
            RowMapper<T> mapper) {
        return jdbc.sql(String.format(Locale.ROOT, MOVE_TO_HISTORY, condition.sql(), select))
                .params(condition.parameters())
                .param("reason", removalReason.name())
                .param("execution", execution)
                .query(mapper)
                .list();
    }

    /**
     * Deletes the entries that are older than an hour, some at a time, each time in a transaction of its own. Not part of {@link
     * #moveDoneToHistory}, where it would delay the transactions that wait for these events.
     */
    public void prune() {
        int deleted = PRUNED_AT_ONCE;
        while (deleted == PRUNED_AT_ONCE && !Thread.currentThread().isInterrupted()) {
            deleted = pruneSome();
        }
    }

    private int pruneSome() {
        return jdbc.sql("""
                        DELETE FROM outbox_done WHERE ctid = ANY (ARRAY(
                            SELECT ctid FROM outbox_done WHERE done_at < now() - interval '1 hour' ORDER BY done_at LIMIT ? FOR UPDATE SKIP LOCKED))
                        """).param(PRUNED_AT_ONCE).update();
    }

    public List<ProcessedEvent> findByToken(FreshnessToken token) {
        return processedEvents("xid = ?::text::xid8", token.xid());
    }

    public List<ProcessedEvent> findByEvent(long id) {
        return processedEvents("event_id = ?", id);
    }

    private List<ProcessedEvent> processedEvents(String condition, long key) {
        return jdbc.sql(String.format(Locale.ROOT, FIND_PROCESSED, condition))
                .param(key)
                .query(EventHistory::processedEvents)
                .list();
    }

    private static ProcessedEvent processedEvents(ResultSet row, int n) throws SQLException {
        OffsetDateTime leased = row.getObject("leased_at", OffsetDateTime.class);
        return new ProcessedEvent(
                new FreshnessToken(row.getLong("xid")),
                RemovalReason.valueOf(row.getString("removal_reason")),
                row.getObject("job_execution_id", Long.class),
                row.getString("kind"),
                row.getObject("offer_id", UUID.class),
                row.getLong("events"),
                row.getLong("users"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                leased == null ? null : leased.toInstant(),
                row.getObject("done_at", OffsetDateTime.class).toInstant());
    }
}
