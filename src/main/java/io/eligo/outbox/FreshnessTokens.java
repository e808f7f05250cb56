package io.eligo.outbox;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tells the token of a change, and what has become of the change that a token names. */
@Component
public class FreshnessTokens {
    private final JdbcClient jdbc;

    FreshnessTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the token of the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public FreshnessToken currentToken() {
        return new FreshnessToken(jdbc.sql("SELECT pg_current_xact_id()::text::bigint")
                .query(Long.class)
                .single());
    }

    /**
     * Returns whether the queue contains events of the committed change that the token names, parked events included.
     */
    public boolean isPending(FreshnessToken token) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM outbox_event WHERE xid = :xid::text::xid8)
                            OR EXISTS (SELECT FROM outbox_event WHERE further_xids IS NOT NULL AND :xid::text::xid8 = ANY (further_xids))
                        """).param("xid", token.xid()).query(Boolean.class).single();
    }

    /**
     * Returns whether the transaction that the token names was rolled back, so that its change never becomes visible.
     */
    public boolean isRolledBack(FreshnessToken token) {
        // PostgreSQL rejects a number that is not assigned yet, and answers null for one whose status it no longer
        // keeps: that transaction ended long ago.
        return jdbc.sql("""
                        SELECT CASE WHEN xid < pg_snapshot_xmax(pg_current_snapshot()) THEN pg_xact_status(xid) = 'aborted' END IS TRUE
                        FROM (SELECT ?::text::xid8 AS xid OFFSET 0) AS token
                        """).param(token.xid()).query(Boolean.class).single();
    }

    /** Returns whether the transaction that the token names has ended. */
    public boolean isEnded(FreshnessToken token) {
        return jdbc.sql("SELECT pg_visible_in_snapshot(?::text::xid8, pg_current_snapshot())")
                .param(token.xid())
                .query(Boolean.class)
                .single();
    }
}
