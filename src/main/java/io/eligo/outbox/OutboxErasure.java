package io.eligo.outbox;

import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Erases a user from the queue: from the events, and from texts: errors of failed events, and operators and reasons of deferrals.
 */
@Component
public class OutboxErasure {
    private static final String VISIBLE_AND_NAMES_USER =
            ":user = ANY (users) AND (pg_visible_in_snapshot(xid, :seen::pg_snapshot) OR xid = pg_current_xact_id_if_assigned())";
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

    /**
     * Removes the user from the events that the snapshot has seen and from those of the caller's own transaction, and
     * deletes events that name no other user. Later events stay, because they may be about a newer relation.
     *
     * @return the number of events that named the user
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int removeUser(UUID user, String snapshot) {
        int removed = 0;
        // An event that is split while this statement waits for its lock continues as two events, which only the next
        // statement sees.
        do {
            removed += bindUserAndSnapshot(
                            "UPDATE outbox_event SET users = array_remove(users, :user) WHERE "
                                    + VISIBLE_AND_NAMES_USER,
                            user,
                            snapshot)
                    .update();
            jdbc.sql("DELETE FROM outbox_event WHERE users = '{}'").update();
        } while (bindUserAndSnapshot(
                        String.format(
                                Locale.ROOT,
                                "SELECT EXISTS (SELECT FROM outbox_event WHERE %s)",
                                VISIBLE_AND_NAMES_USER),
                        user,
                        snapshot)
                .query(Boolean.class)
                .single());
        return removed;
    }

    private JdbcClient.StatementSpec bindUserAndSnapshot(String sql, UUID user, String snapshot) {
        return jdbc.sql(sql).param("user", user).param("seen", snapshot.split(" ", 2)[0]);
    }
}
