package io.eligo.rollout;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of the switch. */
final class RolloutTable {
    /** What the JDBC driver makes of {@code infinity}. */
    private static final OffsetDateTime INFINITY = OffsetDateTime.MAX;

    private final JdbcClient jdbc;

    RolloutTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The switch, if its version is not {@code known}. One statement, so that row and lists are of one snapshot. */
    Optional<Rollout> findOtherThan(long known) {
        return jdbc.sql("""
                        SELECT r.*, ARRAY(SELECT user_id FROM rollout_user WHERE precomputed) AS allowed,
                               ARRAY(SELECT user_id FROM rollout_user WHERE NOT precomputed) AS denied
                        FROM rollout r WHERE version <> ?
                        """).param(known).query(RolloutTable::mapRollout).optional();
    }

    /** The switch, locked until the end of the transaction. */
    Rollout lock() {
        jdbc.sql("SELECT version FROM rollout FOR UPDATE").query(Long.class).single();
        return findOtherThan(0).orElseThrow();
    }

    Instant findTime() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    Instant findOnSince() {
        OffsetDateTime onSince = jdbc.sql("SELECT on_since FROM rollout")
                .query(OffsetDateTime.class)
                .single();
        return onSince.equals(INFINITY) ? Instant.MAX : onSince.toInstant();
    }

    Instant findUsersAddedAt() {
        return jdbc.sql("SELECT users_added_at FROM rollout")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /**
     * @param includedUsers whether the switch included users before this change
     * @param addsUsers whether the change includes users that the switch did not include before
     */
    void update(
            boolean includedUsers,
            boolean addsUsers,
            boolean enabled,
            BigDecimal share,
            BigDecimal shadowShare,
            String changedBy,
            @Nullable String reason) {
        jdbc.sql("""
                        UPDATE rollout
                        SET version = version + 1, enabled = :enabled, share = :share, shadow_share = :shadow_share,
                            changed_at = clock_timestamp(), changed_by = :changed_by, reason = :reason,
                            on_since = CASE WHEN :included_users AND isfinite(on_since) THEN on_since ELSE clock_timestamp() END,
                            users_added_at = CASE WHEN :adds_users THEN clock_timestamp() ELSE users_added_at END
                        """)
                .param("included_users", includedUsers)
                .param("adds_users", addsUsers)
                .param("enabled", enabled)
                .param("share", share)
                .param("shadow_share", shadowShare)
                .param("changed_by", changedBy)
                .param("reason", reason)
                .update();
    }

    void replaceUsers(Collection<UUID> allowed, Collection<UUID> denied) {
        jdbc.sql("DELETE FROM rollout_user").update();
        insertUsers(allowed, true);
        insertUsers(denied, false);
    }

    /** Removes the user from the lists, and replaces the id where a person has written it. Returns the number of rows. */
    int removeUser(UUID user, String pseudonym) {
        int removed = jdbc.sql("DELETE FROM rollout_user WHERE user_id = ?")
                .param(user)
                .update();
        return removed
                + jdbc.sql("""
                        UPDATE rollout SET version = version + 1, changed_by = regexp_replace(changed_by, :id, :by, 'gi'),
                               reason = regexp_replace(reason, :id, :by, 'gi')
                        WHERE :removed OR changed_by ~* :id OR reason ~* :id
                        """)
                        .param("id", user.toString())
                        .param("by", pseudonym)
                        .param("removed", removed > 0)
                        .update();
    }

    private void insertUsers(Collection<UUID> users, boolean precomputed) {
        jdbc.sql("INSERT INTO rollout_user (user_id, precomputed) SELECT unnest(?), ?")
                .params(users.toArray(UUID[]::new), precomputed)
                .update();
    }

    private static Rollout mapRollout(ResultSet row, int n) throws SQLException {
        return new Rollout(
                row.getLong("version"),
                row.getBoolean("enabled"),
                row.getBigDecimal("share"),
                row.getBigDecimal("shadow_share"),
                row.getObject("salt", UUID.class),
                ids(row.getArray("allowed")),
                ids(row.getArray("denied")),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("changed_by"),
                row.getString("reason"));
    }

    private static Set<UUID> ids(Array array) throws SQLException {
        return Set.of((UUID[]) array.getArray());
    }
}
