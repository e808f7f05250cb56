package io.eligo.servers;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Prepares a new {@code test-run} before it is ready: runs demo-data and the first rebuild where the source tables are empty,
 * or where an earlier test-run ended during these jobs. Other data is not changed.
 */
@TestConfiguration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
public class DemoDataInitializer implements ApplicationRunner {
    private static final String DEMO = "demo-data";
    private static final String REBUILD = "full-rebuild";

    private final JobRunner jobs;
    private final JdbcClient jdbc;
    private final JdbcConnectionDetails database;
    private final Environment environment;

    DemoDataInitializer(JobRunner jobs, JdbcClient jdbc, JdbcConnectionDetails database, Environment environment) {
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.database = database;
        this.environment = environment;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (areSourceTablesEmpty() || isDemoDataIncomplete()) {
            System.out.println("Filling the empty database with demo data ...");
            launch(DEMO);
        }
        if (findLastStatus(DEMO).isPresent()
                && findLastStatus(REBUILD).filter("COMPLETED"::equals).isEmpty()) {
            System.out.println("Computing the grants of all users ...");
            launch(REBUILD);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void printInstructions() {
        String url = "http://localhost:" + environment.getProperty("local.server.port", "8080");
        Optional<UUID> user = findUserWithOffers();
        // Parameters of the URL may contain a password.
        String jdbcUrl = database.getJdbcUrl().replaceFirst("\\?.*", "");
        System.out.printf(
                """

                Eligo is ready at %1$s (health: %1$s/actuator/health/readiness). Try:

                  TOKEN=$(curl -s '%1$s/dev/token?user=%2$s')
                  curl -s %1$s/graphql -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                    -d '{"query": "{ offers(first: 1) { edges { node { name offerType merchant { name } } } } }"}'

                %3$s. For operators: the console at %1$s/dev/console, or '%1$s/dev/token?user=%2$s&scope=offers:any+ops:read+ops:write'.

                Any SQL client may change the source tables, as the README shows: %4$s, user %5$s, or

                  psql '%6$s?user=%5$s'

                Ctrl-C ends everything.

                """,
                url,
                user.orElse(new UUID(0, 0)),
                user.isPresent()
                        ? "That is one of %d users with offers".formatted(countUsersWithOffers())
                        : "No user has an offer yet",
                jdbcUrl,
                database.getUsername(),
                jdbcUrl.substring("jdbc:".length()));
    }

    private void launch(String job) {
        JobResult result = jobs.run(job, Map.of());
        if (!result.isCompleted()) {
            throw new IllegalStateException(
                    "%s %s: %s".formatted(job, result.status(), String.join("; ", result.errors())));
        }
        System.out.println(result.summary());
    }

    private boolean areSourceTablesEmpty() {
        return jdbc.sql(
                        "SELECT NOT EXISTS (SELECT FROM merchant) AND NOT EXISTS (SELECT FROM offer) AND NOT EXISTS (SELECT FROM customer_type)")
                .query(Boolean.class)
                .single();
    }

    /** True after a run that ended after its first step. A run refused because of other data has completed no step. */
    private boolean isDemoDataIncomplete() {
        return jdbc.sql("""
                        SELECT e.status <> 'COMPLETED' AND EXISTS (
                            SELECT FROM batch.batch_job_execution any_of_it JOIN batch.batch_step_execution s USING (job_execution_id)
                            WHERE any_of_it.job_instance_id = e.job_instance_id AND s.status = 'COMPLETED')
                        FROM batch.batch_job_execution e JOIN batch.batch_job_instance i USING (job_instance_id)
                        WHERE i.job_name = ? ORDER BY e.job_execution_id DESC LIMIT 1
                        """).param(DEMO).query(Boolean.class).optional().orElse(false);
    }

    private Optional<String> findLastStatus(String job) {
        return jdbc.sql("""
                        SELECT e.status FROM batch.batch_job_execution e JOIN batch.batch_job_instance i USING (job_instance_id)
                        WHERE i.job_name = ? ORDER BY e.job_execution_id DESC LIMIT 1
                        """).param(job).query(String.class).optional();
    }

    private Optional<UUID> findUserWithOffers() {
        return jdbc.sql("SELECT user_id FROM user_grants WHERE cardinality(offer_nos) > 10 ORDER BY user_id LIMIT 1")
                .query(UUID.class)
                .optional();
    }

    private long countUsersWithOffers() {
        return jdbc.sql("SELECT count(*) FROM user_grants WHERE cardinality(offer_nos) > 0")
                .query(Long.class)
                .single();
    }
}
