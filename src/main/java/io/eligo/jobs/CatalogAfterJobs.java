package io.eligo.jobs;

import io.eligo.catalog.Catalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Loads a server's catalogue before it is ready, and again within a second or two after a job has ended, whichever process ran
 * it.
 */
@Component
@ConditionalOnWebApplication
class CatalogAfterJobs implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(CatalogAfterJobs.class);
    private static final String INTERVAL = "PT1S";

    private final Catalog catalog;
    private final JdbcClient jdbc;
    private @Nullable String seen;
    private boolean failing;

    CatalogAfterJobs(Catalog catalog, JdbcClient jdbc) {
        this.catalog = catalog;
        this.jdbc = jdbc;
    }

    @Override
    public synchronized void run(ApplicationArguments arguments) {
        seen = lastEnd();
        catalog.current();
    }

    @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
    synchronized void look() {
        try {
            String end = lastEnd();
            if (!end.equals(seen)) {
                catalog.changed();
                seen = end;
            }
            failing = false;
        } catch (DataAccessException | TransactionException e) {
            // It tries again in a second; once is enough to say so.
            if (!failing) {
                log.warn(
                        "the catalogue cannot be read again: {}",
                        JobResult.deepest(e).getMessage());
            }
            failing = true;
        }
    }

    /** Of the newest executions: the table grows, and they have the highest ids. */
    private String lastEnd() {
        return jdbc.sql("""
                        SELECT coalesce(max(end_time)::text, '') FROM
                            (SELECT end_time FROM batch.batch_job_execution ORDER BY job_execution_id DESC LIMIT 50) AS newest
                        """).query(String.class).single();
    }
}
