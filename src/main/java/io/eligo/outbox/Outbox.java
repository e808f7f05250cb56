package io.eligo.outbox;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The door of the queue. */
@Component
public class Outbox {
    private final JdbcClient jdbc;

    Outbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The token of the transaction that this is called in. */
    @Transactional(propagation = Propagation.MANDATORY)
    public FreshnessToken token() {
        return new FreshnessToken(jdbc.sql("SELECT pg_current_xact_id()::text::bigint")
                .query(Long.class)
                .single());
    }

    /** Takes the user out of every event that is not done, and drops those about nobody else; how many mentioned the user. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int forget(UUID user) {
        // Only what named the user and nobody else: events about offers name no users at all.
        int dropped = jdbc.sql("""
                        DELETE FROM outbox_event WHERE :user = ANY (users) AND array_remove(users, :user) = '{}'
                        """).param("user", user).update();
        int shortened = jdbc.sql("""
                        UPDATE outbox_event SET users = array_remove(users, :user) WHERE :user = ANY (users)
                        """).param("user", user).update();
        return dropped + shortened;
    }
}
