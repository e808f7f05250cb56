package io.eligo.grants.reconcile;

import io.eligo.grants.store.SourceSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who may decide over which users' grants now, one at a time over each, and how many decisions have begun. */
@Component
public class UserLocks {
    private static final String SNAPSHOT_COLUMNS =
            " clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private final JdbcClient jdbc;

    UserLocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Transaction-scoped locks of these users, all at once, for a transaction that then reads what decides over them. In ascending
     * order of a hash that every writer computes alike, so that no two can deadlock; two users with one hash share a lock and
     * nothing worse.
     *
     * @return from which state the rows that are decided now can be said to be computed
     */
    public SourceSnapshot lock(Collection<UUID> users) {
        lock(users, "on");
        return nextVersion();
    }

    /**
     * The same for a transaction that writes what follows from the sources. It does not wait for the disk: should PostgreSQL
     * crash, its grants are lost together with the mark or the event that says that they are done.
     */
    public SourceSnapshot lockToDecide(Collection<UUID> users) {
        lock(users, "off");
        return nextVersion();
    }

    /** The same for a transaction that writes what was decided before, as {@link #currentVersion} allows; it is not counted. */
    public void lockToWrite(Collection<UUID> users) {
        lock(users, "off");
    }

    private void lock(Collection<UUID> users, String synchronousCommit) {
        long[] keys =
                users.stream().mapToLong(UserLocks::lockKey).sorted().distinct().toArray();
        jdbc.sql("""
                        SELECT count(pg_advisory_xact_lock(key))
                        FROM unnest(?::bigint[]) AS key, (SELECT set_config('synchronous_commit', ?, true)) AS durable
                        """).params(keys, synchronousCommit).query(Long.class).single();
    }

    /** Counts a decision, for {@link #currentVersion}: after the locks and before anything is read. */
    public SourceSnapshot nextVersion() {
        return jdbc.sql("SELECT nextval('grants_decision')," + SNAPSHOT_COLUMNS)
                .query(UserLocks::mapVersion)
                .single()
                .sourceSnapshot();
    }

    /** What to remember before reading without locks. */
    public ReadVersion currentVersion() {
        return jdbc.sql("SELECT last_value," + SNAPSHOT_COLUMNS + " FROM grants_decision")
                .query(UserLocks::mapVersion)
                .single();
    }

    private static ReadVersion mapVersion(ResultSet row, int n) throws SQLException {
        return new ReadVersion(
                row.getLong(1),
                new SourceSnapshot(row.getObject(2, OffsetDateTime.class).toInstant(), row.getLong(3)));
    }

    /** The keys of all users who are locked now, by whomever. */
    List<Long> lockedKeys() {
        return jdbc.sql("""
                        SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
                        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """).query(Long.class).list();
    }

    // The finaliser of MurmurHash3: random and time-ordered ids spread alike.
    static long lockKey(UUID user) {
        long key = user.getMostSignificantBits() ^ Long.rotateLeft(user.getLeastSignificantBits(), 31);
        key = (key ^ key >>> 33) * 0xff51afd7ed558ccdL;
        key = (key ^ key >>> 33) * 0xc4ceb9fe1a85ec53L;
        return key ^ key >>> 33;
    }
}
