package io.eligo.catalog.log;

import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.platform.PolledState;
import io.eligo.platform.PolledValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The log of changes to the catalogue's tables. A follower keeps the snapshot of its last poll and asks for changes
 * which that snapshot had not seen, because transactions commit in another order than they take their numbers.
 */
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

    /** @param states of other modules, which each poll reads in its snapshot */
    public CatalogChangeLog(JdbcClient jdbc, List<PolledState<?>> states) {
        this.jdbc = jdbc;
        this.states = List.copyOf(states);
        this.pollColumns = Stream.concat(
                        Stream.of(POLL_COLUMNS), states.stream().map(PolledState::selectList))
                .collect(Collectors.joining(", "));
        this.allChangesSince = String.format(Locale.ROOT, CHANGES_SINCE, pollColumns, "true");
        this.audienceChangesSince = String.format(Locale.ROOT, CHANGES_SINCE, pollColumns, "audience");
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
                new LogPosition(
                        PgSnapshot.parse(row.getString("snapshot")),
                        row.getString("log_epoch"),
                        row.getLong("pruned_through")),
                row.getObject("database_time", OffsetDateTime.class).toInstant(),
                PolledValues.read(states, row),
                startedAt,
                List.of(),
                List.of(),
                own);
    }

    /** Polls for the changes since {@code before}. */
    public LogPoll pollSince(LogPoll before) {
        return poll(allChangesSince, before);
    }

    /** Polls for the changes of audiences since {@code before}. */
    public LogPoll pollAudiencesSince(LogPoll before) {
        return poll(audienceChangesSince, before);
    }

    // The statement returns a row for each change, or one without a change; each has the columns of the poll.
    private LogPoll poll(String statement, LogPoll before) {
        MachineTime startedAt = MachineTime.now();
        var changes = new ArrayList<CatalogChange>();
        var commits = new HashMap<String, Optional<Instant>>();
        List<LogPoll> polls = jdbc.sql(statement)
                .param("known", before.position().snapshot().text())
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
        return polls.get(0).withChanges(changes, commits.values());
    }
}
