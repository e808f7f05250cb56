package io.eligo.catalog.log;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Prunes the log. */
@Component
public class CatalogLogPruner {
    private final JdbcClient jdbc;

    CatalogLogPruner(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Deletes rows that have been visible in the log for an hour. A trigger records the highest number deleted:
     * followers that lack such rows read everything.
     */
    @Transactional
    public void prune() {
        jdbc.sql("DELETE FROM catalog_change WHERE first_seen_at < now() - interval '1 hour'")
                .update();
        jdbc.sql("UPDATE catalog_change SET first_seen_at = now() WHERE first_seen_at IS NULL")
                .update();
    }
}
