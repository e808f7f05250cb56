package io.eligo.catalog.log;

import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.platform.PolledState;
import io.eligo.platform.PolledValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The log of changes to the catalogue's tables. A follower keeps the snapshot of its last poll and asks for changes
 * which that snapshot had not seen, because transactions commit in another order than they take their numbers.
 */
@Component
public class CatalogChangeLog {
    // The epoch includes the oid of the log's table: if it is restored into a running server, it is another table and
    // does not contain earlier changes.
    private static final String POLL_COLUMNS = """
            pg_current_snapshot()::text AS snapshot,
            concat_ws(' ', pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database()), 'catalog_change'::regclass::oid)
                AS log_epoch,
            clock_timestamp() AS database_time,
            (SELECT pruned_through::text::bigint FROM catalog_log) AS pruned_through""";

    // Two ranges: from the xmax of the known snapshot on, and the transactions that were in progress in it, by number.
    // A range from its xmin would read all changes since the start of an idle transaction, at every poll.
    // The caller's own changes are visible in no snapshot: they are selected by xid.
    // ORDER BY: without it the planner may scan the table from its beginning.
    // MATERIALIZED: the poll columns are evaluated once and not for each change; one of them may count pending events.
    private static final String CHANGES_SINCE = """
            WITH poll AS MATERIALIZED (SELECT %1$s)
            SELECT poll.*, c.kind, c.id, c.xid::text AS xid, c.xid = pg_current_xact_id_if_assigned() AS own,
                CASE WHEN current_setting('track_commit_timestamp')::boolean THEN pg_xact_commit_timestamp(c.xid::xid) END AS committed_at
            FROM poll LEFT JOIN (
                (SELECT xid, kind, id FROM catalog_change WHERE %2$s AND xid >= pg_snapshot_xmax(:known::pg_snapshot) ORDER BY xid)
                UNION ALL
                (SELECT xid, kind, id FROM catalog_change
                 WHERE %2$s AND xid = ANY (ARRAY(SELECT pg_snapshot_xip(:known::pg_snapshot))) ORDER BY xid)
            ) AS c ON pg_visible_in_snapshot(c.xid, pg_current_snapshot()) OR c.xid = pg_current_xact_id_if_assigned()
            """;

    private final JdbcClient jdbc;
    private final List<PolledState<?>> states;
    private final String pollColumns;
    private final String allChangesSince;
    private final String audienceChangesSince;

    /** A log whose polls ask for no state of other modules. */
    @Autowired
    public CatalogChangeLog(JdbcClient jdbc) {
        this(jdbc, List.of());
    }

    /** A log whose polls also read these states, in the snapshot of the poll. */
    public CatalogChangeLog(JdbcClient jdbc, List<PolledState<?>> states) {
        this.jdbc = jdbc;
        this.states = List.copyOf(states);
        this.pollColumns = Stream.concat(
                        Stream.of(POLL_COLUMNS), states.stream().map(PolledState::selectList))
                .collect(Collectors.joining(", "));
        this.allChangesSince = String.format(Locale.ROOT, CHANGES_SINCE, pollColumns, "true");
        this.audienceChangesSince = String.format(Locale.ROOT, CHANGES_SINCE, pollColumns, "audience");
    }

    /**
     * Result of a poll.
     *
     * @param snapshot the snapshot of this poll; the next poll starts from it
     * @param logEpoch identifies one epoch of one database; transaction numbers mean nothing in another
     * @param databaseTime by the database's clock
     * @param state the states of other modules in the same snapshot
     * @param prunedThrough the log has no row of this transaction any more and may lack rows of earlier ones
     * @param startedAt when the poll began
     * @param changes the changes that the earlier snapshot had not seen, some perhaps twice
     * @param commits when their transactions were committed, by the database's clock, one entry for each transaction; empty where
     *     PostgreSQL does not keep that
     * @param hasUncommitted whether a change is the caller's own and not committed yet
     */
    public record LogPoll(
            PgSnapshot snapshot,
            String logEpoch,
            Instant databaseTime,
            PolledValues state,
            long prunedThrough,
            MachineTime startedAt,
            List<CatalogChange> changes,
            List<Optional<Instant>> commits,
            boolean hasUncommitted) {
        /**
         * Returns whether the changes of this poll are all changes since {@code before}. If not, the earlier poll is
         * of another database or of this one before it was set back, or the log has been pruned past it.
         */
        public boolean isContinuationOf(LogPoll before) {
            return logEpoch.equals(before.logEpoch)
                    && snapshot.xmax() >= before.snapshot.xmax()
                    && !hasPrunedSince(before.snapshot);
        }

        /**
         * A pruned number that this database has not assigned yet is of another epoch: nothing was
         * pruned in this one.
         */
        private boolean hasPrunedSince(PgSnapshot before) {
            return prunedThrough < snapshot.xmax()
                    && (prunedThrough >= before.xmax()
                            || Arrays.stream(before.inProgress())
                                    .anyMatch(xid -> xid <= prunedThrough && snapshot.isVisible(xid)));
        }

        /** Returns whether a table was truncated, so that everything must be read again. */
        public boolean requiresFullReload() {
            return changes.stream().anyMatch(change -> change.kind() == Kind.EVERYTHING);
        }
    }

    /** Polls without an earlier snapshot: returns no changes, and a position to follow the log from. */
    public LogPoll poll() {
        MachineTime startedAt = MachineTime.now();
        return jdbc.sql("SELECT " + pollColumns
                        + ", EXISTS (SELECT FROM catalog_change WHERE xid = pg_current_xact_id_if_assigned()) AS own")
                .query((row, n) -> toPoll(row, startedAt, row.getBoolean("own")))
                .single();
    }

    private LogPoll toPoll(ResultSet row, MachineTime startedAt, boolean own) throws SQLException {
        return new LogPoll(
                PgSnapshot.parse(row.getString("snapshot")),
                row.getString("log_epoch"),
                row.getObject("database_time", OffsetDateTime.class).toInstant(),
                PolledValues.read(states, row),
                row.getLong("pruned_through"),
                startedAt,
                List.of(),
                List.of(),
                own);
    }

    /**
     * Polls for the changes since {@code before}.
     *
     * @param audiences true for changes of audiences only
     */
    public LogPoll pollSince(LogPoll before, boolean audiences) {
        MachineTime startedAt = MachineTime.now();
        var changes = new ArrayList<CatalogChange>();
        var commits = new HashMap<String, Optional<Instant>>();
        List<LogPoll> polls = jdbc.sql(audiences ? audienceChangesSince : allChangesSince)
                .param("known", before.snapshot().text())
                .query((row, n) -> {
                    String kind = row.getString("kind");
                    if (kind != null) {
                        changes.add(new CatalogChange(
                                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                                row.getObject("id", UUID.class),
                                row.getBoolean("own")));
                        commits.put(
                                row.getString("xid"),
                                Optional.ofNullable(row.getObject("committed_at", OffsetDateTime.class))
                                        .map(OffsetDateTime::toInstant));
                    }
                    return toPoll(row, startedAt, false);
                })
                .list();
        LogPoll poll = polls.get(0);
        boolean own = changes.stream().anyMatch(CatalogChange::uncommitted);
        return new LogPoll(
                poll.snapshot(),
                poll.logEpoch(),
                poll.databaseTime(),
                poll.state(),
                poll.prunedThrough(),
                startedAt,
                List.copyOf(changes),
                List.copyOf(commits.values()),
                own);
    }

    /**
     * Deletes rows that have been visible in the log for an hour. A trigger records the highest number deleted:
     * followers that lack such rows read everything.
     */
    @Transactional
    public void prune() {
        jdbc.sql("DELETE FROM catalog_change WHERE first_seen_at < now() - interval '1 hour'")
                .update();
        jdbc.sql("UPDATE catalog_change SET first_seen_at = now() WHERE first_seen_at IS NULL")
                .update();
    }
}
