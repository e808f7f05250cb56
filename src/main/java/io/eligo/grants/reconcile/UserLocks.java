package io.eligo.grants.reconcile;

import io.eligo.grants.store.SourceSnapshot;
import io.eligo.platform.MurmurHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Locks per user, and the version counter of decisions: one transaction at a time decides over a user's grants, and
 * each decision advances the counter.
 */
@Component
public class UserLocks {
    private static final String SNAPSHOT_COLUMNS =
            " clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private final JdbcClient jdbc;

    UserLocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes transaction-scoped locks of these users in one statement. Locks are taken in ascending order of a hash that
     * every writer computes alike, so that writers cannot deadlock. Two users with the same hash share a lock, which only
     * costs concurrency. Neither the version counter nor the durability of the commit changes.
     */
    public void lock(Collection<UUID> users) {
        jdbc.sql("SELECT count(pg_advisory_xact_lock(key)) FROM unnest(?::bigint[]) AS key")
                .param(lockKeys(users))
                .query(Long.class)
                .single();
    }

    /**
     * As {@link #lock}, for a transaction that erases the users: advances the version counter, and its commit waits until it is
     * durable.
     */
    public void lockToErase(Collection<UUID> users) {
        lock(users, "on");
        nextVersion();
    }

    /**
     * As {@link #lock}, for a transaction that then reads what decides over the users and only writes what follows from
     * the sources. It advances the version counter and sets {@code synchronous_commit = off}: if PostgreSQL crashes, the grants are
     * lost together with the checkpoint, or the removal of the event, that reports them as done. So the work is done again.
     *
     * @return the state of the sources that rows decided now are computed from
     */
    public SourceSnapshot lockToDecide(Collection<UUID> users) {
        lock(users, "off");
        return nextVersion();
    }

    /**
     * Locks the users, for a transaction that writes what was decided before; {@link #currentVersion} says whether it may. It does not advance
     * the version counter. It also sets {@code synchronous_commit = off}, so everything that the transaction writes may be lost
     * if PostgreSQL crashes right after the commit.
     */
    public void lockToWrite(Collection<UUID> users) {
        lock(users, "off");
    }

    private void lock(Collection<UUID> users, String synchronousCommit) {
        jdbc.sql("""
                        SELECT count(pg_advisory_xact_lock(key))
                        FROM unnest(?::bigint[]) AS key, (SELECT set_config('synchronous_commit', ?, true)) AS durable
                        """)
                .params(lockKeys(users), synchronousCommit)
                .query(Long.class)
                .single();
    }

    /**
     * Advances the version counter that {@link #currentVersion} returns. Call it after the locks are taken and before
     * anything is read.
     */
    public SourceSnapshot nextVersion() {
        return jdbc.sql("SELECT nextval('grants_decision')," + SNAPSHOT_COLUMNS)
                .query(UserLocks::mapVersion)
                .single()
                .sourceSnapshot();
    }

    /** Returns the version to keep with a read made without locks; call it before that read. */
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

    /** Returns the lock keys of all users locked now, by any transaction. */
    List<Long> lockedKeys() {
        return jdbc.sql("""
                        SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
                        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """).query(Long.class).list();
    }

    private static long[] lockKeys(Collection<UUID> users) {
        return users.stream().mapToLong(UserLocks::lockKey).sorted().distinct().toArray();
    }

    static long lockKey(UUID user) {
        return MurmurHash.of(user);
    }
}
