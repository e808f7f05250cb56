package io.eligo.catalog.log;

import io.eligo.catalog.log.CatalogChange.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The log of what happened to the catalogue. Whoever follows it remembers the snapshot of the last look and asks what that one
 * had not seen: transactions commit in another order than they take their numbers.
 */
@Component
public class CatalogLog {
    // The log's own oid too: restored into a running server it is another table, and nothing says what came before it.
    private static final String POLL_COLUMNS = """
            pg_current_snapshot()::text,
            concat_ws(' ', pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database()), 'catalog_change'::regclass::oid),
            clock_timestamp(), outbox_pending(), open_cache_namespace(), cache_eviction_age(), (SELECT forgotten::text::bigint FROM catalog_log)""";

    // From the old snapshot's xmax, and what was in progress then by name: from its xmin, an idle transaction would
    // make every look re-read all that came since. Own changes are in no snapshot, so they are asked for by xid. In
    // order, or the planner thinks to find a row soonest by reading the table from its beginning. Where and when is
    // asked once and not a change: it counts what is pending.
    private static final String CHANGES_SINCE = """
            WITH look AS MATERIALIZED (SELECT %1$s)
            SELECT look.*, c.kind, c.id, c.xid = pg_current_xact_id_if_assigned() AS own
            FROM look LEFT JOIN (
                (SELECT xid, kind, id FROM catalog_change WHERE %2$s AND xid >= pg_snapshot_xmax(:known::pg_snapshot) ORDER BY xid)
                UNION ALL
                (SELECT xid, kind, id FROM catalog_change
                 WHERE %2$s AND xid = ANY (ARRAY(SELECT pg_snapshot_xip(:known::pg_snapshot))) ORDER BY xid)
            ) AS c ON pg_visible_in_snapshot(c.xid, pg_current_snapshot()) OR c.xid = pg_current_xact_id_if_assigned()
            """;
    private static final String ALL_CHANGES_SINCE = String.format(Locale.ROOT, CHANGES_SINCE, POLL_COLUMNS, "true");
    private static final String AUDIENCE_CHANGES_SINCE =
            String.format(Locale.ROOT, CHANGES_SINCE, POLL_COLUMNS, "audience");

    private final JdbcClient jdbc;

    public CatalogLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a look has found.
     *
     * @param snapshot the snapshot of this look; the next one begins here
     * @param databaseEpoch tells one life of one database from every other: numbers of transactions mean nothing beyond
     * @param databaseTime the database's clock
     * @param pending events of the outbox that were not done
     * @param cache of users' copies, for readers of those
     * @param prunedThrough the log has no row of this transaction any more and may lack any of one before it
     * @param startedAt when the look began
     * @param changes what the snapshot before had not seen, some perhaps twice
     * @param hasUncommitted whether one of them is the caller's own, and not committed yet
     */
    public record LogPoll(
            PgSnapshot snapshot,
            String databaseEpoch,
            Instant databaseTime,
            long pending,
            CacheState cache,
            long prunedThrough,
            ClockReading startedAt,
            List<CatalogChange> changes,
            boolean hasUncommitted) {
        /**
         * Whether all that came between {@code before} and this look is among its changes. If not, what was remembered is of another
         * database, or of this one before it was set back, or the log has forgotten some of it.
         */
        public boolean isContinuationOf(LogPoll before) {
            return databaseEpoch.equals(before.databaseEpoch)
                    && snapshot.xmax() >= before.snapshot.xmax()
                    && !hasPrunedSince(before.snapshot);
        }

        /** A number that is yet to be given out is of another life of the database: nothing was forgotten in this one. */
        private boolean hasPrunedSince(PgSnapshot before) {
            return prunedThrough < snapshot.xmax()
                    && (prunedThrough >= before.xmax()
                            || Arrays.stream(before.inProgress())
                                    .anyMatch(xid -> xid <= prunedThrough && snapshot.isVisible(xid)));
        }

        /** Whether a table was emptied: then all is to be read again. */
        public boolean requiresFullReload() {
            return changes.stream().anyMatch(change -> change.kind() == Kind.EVERYTHING);
        }
    }

    /**
     * @param namespace null if it was closed
     * @param evictionAge seconds for which the oldest eviction had been pending; 0 if none was
     */
    public record CacheState(@Nullable String namespace, double evictionAge) {}

    /** A look that begins now. */
    public LogPoll poll() {
        ClockReading asked = ClockReading.now();
        return jdbc.sql("SELECT " + POLL_COLUMNS
                        + ", EXISTS (SELECT FROM catalog_change WHERE xid = pg_current_xact_id_if_assigned()) AS own")
                .query((row, n) -> toPoll(row, asked, List.of(), row.getBoolean("own")))
                .single();
    }

    private static LogPoll toPoll(ResultSet row, ClockReading asked, List<CatalogChange> changes, boolean own)
            throws SQLException {
        return new LogPoll(
                PgSnapshot.parse(row.getString(1)),
                row.getString(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getLong(4),
                new CacheState(row.getString(5), row.getDouble(6)),
                row.getLong(7),
                asked,
                changes,
                own);
    }

    /** What has come since {@code before}; of audiences only, or all. */
    public LogPoll pollSince(LogPoll before, boolean audiences) {
        ClockReading asked = ClockReading.now();
        var changes = new ArrayList<CatalogChange>();
        List<LogPoll> looks = jdbc.sql(audiences ? AUDIENCE_CHANGES_SINCE : ALL_CHANGES_SINCE)
                .param("known", before.snapshot().text())
                .query((row, n) -> {
                    String kind = row.getString("kind");
                    if (kind != null) {
                        changes.add(new CatalogChange(
                                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                                row.getObject("id", UUID.class),
                                row.getBoolean("own")));
                    }
                    return toPoll(row, asked, changes, false);
                })
                .list();
        LogPoll poll = looks.get(0);
        boolean own = changes.stream().anyMatch(CatalogChange::uncommitted);
        return new LogPoll(
                poll.snapshot(),
                poll.databaseEpoch(),
                poll.databaseTime(),
                poll.pending(),
                poll.cache(),
                poll.prunedThrough(),
                asked,
                List.copyOf(changes),
                own);
    }

    /** Forgets what has been in the log for an hour. A trigger remembers what was forgotten: followers that lack it read everything. */
    @Transactional
    public void prune() {
        jdbc.sql("DELETE FROM catalog_change WHERE seen_at < now() - interval '1 hour'")
                .update();
        jdbc.sql("UPDATE catalog_change SET seen_at = now() WHERE seen_at IS NULL")
                .update();
    }
}
