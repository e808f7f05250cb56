package io.eligo.operations;

import io.eligo.customers.Erasable;
import io.eligo.jobs.Prunable;
import io.eligo.jobs.RetentionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What operators did, and what came of it. It is not changed afterwards, but for the ids of erased users;
 * retention takes away what is old. */
@Component
public class OperatorAudit implements Prunable, Erasable {
    static final String DONE = "done";

    private final JdbcClient jdbc;
    private final Duration keep;

    OperatorAudit(JdbcClient jdbc, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.keep = settings.audit();
    }

    /**
     * @param who the subject of the operator's token
     * @param target what it was done to, such as {@code full-rebuild} or {@code execution 7}
     * @param outcome {@code done}, or why it was refused
     */
    public record AuditEntry(
            long id,
            Instant at,
            String who,
            String action,
            String target,
            @Nullable String reason,
            String outcome) {}

    void write(String who, String action, String target, @Nullable String reason, String outcome) {
        jdbc.sql("INSERT INTO operator_action (who, action, target, reason, outcome) VALUES (?, ?, ?, ?, ?)")
                .param(who)
                .param(action)
                .param(target)
                .param(reason)
                .param(outcome)
                .update();
    }

    /**
     * The newest first.
     *
     * @param before only those with a smaller id; null from the newest
     * @param who null for everybody's
     */
    public List<AuditEntry> findNewest(@Nullable Long before, int limit, @Nullable String who) {
        return jdbc.sql("""
                        SELECT * FROM operator_action
                        WHERE (:before::bigint IS NULL OR id < :before) AND (:who::text IS NULL OR who = :who)
                        ORDER BY id DESC LIMIT :limit
                        """)
                .param("before", before)
                .param("who", who)
                .param("limit", limit)
                .query(OperatorAudit::mapEntry)
                .list();
    }

    /** The last time that it was done to the target; empty where that was long ago. */
    public Optional<AuditEntry> findLast(String action, String target) {
        return jdbc.sql("""
                        SELECT * FROM operator_action WHERE action = ? AND target = ? AND outcome = ? ORDER BY id DESC LIMIT 1
                        """)
                .params(action, target, DONE)
                .query(OperatorAudit::mapEntry)
                .optional();
    }

    /** Entries stay, with a pseudonym in place of the id. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user, String pseudonym) {
        return jdbc.sql("""
                        UPDATE operator_action SET who = regexp_replace(who, :id, :by, 'gi'), target = regexp_replace(target, :id, :by, 'gi'),
                            reason = regexp_replace(reason, :id, :by, 'gi'), outcome = regexp_replace(outcome, :id, :by, 'gi')
                        WHERE who ~* :id OR target ~* :id OR reason ~* :id OR outcome ~* :id
                        """).param("id", user.toString()).param("by", pseudonym).update();
    }

    private static AuditEntry mapEntry(ResultSet row, int n) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("who"),
                row.getString("action"),
                row.getString("target"),
                row.getString("reason"),
                row.getString("outcome"));
    }

    @Override
    public String name() {
        return "actions of operators";
    }

    @Override
    public Duration retentionPeriod() {
        return keep;
    }

    @Override
    public long countOlderThan(Instant than) {
        return jdbc.sql("SELECT count(*) FROM operator_action WHERE at < ?")
                .param(Timestamp.from(than))
                .query(Long.class)
                .single();
    }

    @Override
    public int prune(Instant olderThan, int most) {
        return jdbc.sql(
                        "DELETE FROM operator_action WHERE id IN (SELECT id FROM operator_action WHERE at < ? ORDER BY at LIMIT ?)")
                .params(Timestamp.from(olderThan), most)
                .update();
    }
}
