package io.eligo.operations;

import io.eligo.customers.Erasable;
import io.eligo.platform.Prunable;
import io.eligo.platform.RetentionSettings;
import io.eligo.rollout.AutomaticAuditEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Audit of operator actions and their results. Entries are not changed, except that the ids of erased users are replaced; the
 * retention job deletes old entries.
 */
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
     * One action of an operator.
     *
     * @param operator subject of the operator's token; the trigger or the schedule of the rollout
     * @param target object of the action, such as {@code full-rebuild} or {@code execution 7}
     * @param reason reason given by the operator; null if none was given
     * @param outcome {@code done}, or the reason of the refusal
     */
    public record AuditEntry(
            long id,
            Instant at,
            String operator,
            String action,
            String target,
            @Nullable String reason,
            String outcome) {}

    void write(String operator, String action, String target, @Nullable String reason, String outcome) {
        jdbc.sql("INSERT INTO operator_action (operator, action, target, reason, outcome) VALUES (?, ?, ?, ?, ?)")
                .param(operator)
                .param(action)
                .param(target)
                .param(reason)
                .param(outcome)
                .update();
    }

    /** Writes the action of a trigger or a schedule, in the transaction of the action. */
    @EventListener
    void write(AutomaticAuditEntry done) {
        write(done.who(), done.action(), done.target(), done.reason(), DONE);
    }

    /**
     * Entries, the newest first.
     *
     * @param before only entries with a smaller id; null to start with the newest
     * @param operator only entries of this operator; null for all operators
     */
    public List<AuditEntry> findNewest(@Nullable Long before, int limit, @Nullable String operator) {
        return jdbc.sql("""
                        SELECT * FROM operator_action
                        WHERE (:before::bigint IS NULL OR id < :before) AND (:operator::text IS NULL OR operator = :operator)
                        ORDER BY id DESC LIMIT :limit
                        """)
                .param("before", before)
                .param("operator", operator)
                .param("limit", limit)
                .query(OperatorAudit::mapEntry)
                .list();
    }

    /** Entries of these actions, the newest first. */
    public List<AuditEntry> findNewestOf(Collection<String> actions, int limit) {
        return jdbc.sql("SELECT * FROM operator_action WHERE action = ANY (?) ORDER BY id DESC LIMIT ?")
                .params(actions.toArray(String[]::new), limit)
                .query(OperatorAudit::mapEntry)
                .list();
    }

    /** The last successful action of this kind on the target; empty if retention has deleted it or there was none. */
    public Optional<AuditEntry> findLast(String action, String target) {
        return jdbc.sql("""
                        SELECT * FROM operator_action WHERE action = ? AND target = ? AND outcome = ? ORDER BY id DESC LIMIT 1
                        """)
                .params(action, target, DONE)
                .query(OperatorAudit::mapEntry)
                .optional();
    }

    /** Replaces the id of the user by the pseudonym; the entries stay. Runs in the transaction of the caller. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public int erase(UUID user, String pseudonym) {
        return jdbc.sql("""
                        UPDATE operator_action SET operator = regexp_replace(operator, :id, :by, 'gi'), target = regexp_replace(target, :id, :by, 'gi'),
                            reason = regexp_replace(reason, :id, :by, 'gi'), outcome = regexp_replace(outcome, :id, :by, 'gi')
                        WHERE operator ~* :id OR target ~* :id OR reason ~* :id OR outcome ~* :id
                        """).param("id", user.toString()).param("by", pseudonym).update();
    }

    private static AuditEntry mapEntry(ResultSet row, int n) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                row.getObject("acted_at", OffsetDateTime.class).toInstant(),
                row.getString("operator"),
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
    public long countOlderThan(Instant limit) {
        return jdbc.sql("SELECT count(*) FROM operator_action WHERE acted_at < ?")
                .param(Timestamp.from(limit))
                .query(Long.class)
                .single();
    }

    @Override
    public int prune(Instant olderThan, int limit) {
        return jdbc.sql(
                        "DELETE FROM operator_action WHERE id IN (SELECT id FROM operator_action WHERE acted_at < ? ORDER BY acted_at LIMIT ?)")
                .params(Timestamp.from(olderThan), limit)
                .update();
    }
}
