package io.eligo.outbox;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Erases a user's id from texts of the queue: errors of failed events, and the operators and reasons of deferrals.
 */
@Component
public class OutboxErasure {
    private final JdbcClient jdbc;

    OutboxErasure(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Replaces the id, in any case, by {@code replacement}. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UUID user, String replacement) {
        jdbc.sql("UPDATE outbox_event SET error = regexp_replace(error, :id, :by, 'gi') WHERE error ~* :id")
                .param("id", user.toString())
                .param("by", replacement)
                .update();
        jdbc.sql("""
                        UPDATE deferral SET deferred_by = regexp_replace(deferred_by, :id, :by, 'gi'), reason = regexp_replace(reason, :id, :by, 'gi')
                        WHERE deferred_by ~* :id OR reason ~* :id
                        """).param("id", user.toString()).param("by", replacement).update();
    }
}
