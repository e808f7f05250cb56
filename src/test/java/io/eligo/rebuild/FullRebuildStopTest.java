package io.eligo.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoProcess;
import io.eligo.servers.EligoTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A rebuild that is stopped by SIGTERM and started again by the same command. */
@EligoTest
@TestPropertySource(properties = "test.database=of-stopped-runs")
class FullRebuildStopTest {
    private static final int USERS = 4_000;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    @BeforeEach
    void usersInSmallChunks() throws IOException {
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c'")
                .update();
        jdbc.sql(
                        "INSERT INTO customer_type SELECT md5(u::text)::uuid, id, 'Vip' FROM merchant, generate_series(1, ?) AS u")
                .param(USERS)
                .update();
        jdbc.sql("""
                        INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                        SELECT gen_random_uuid(), id, 'c', true, '{Vip}', 1 FROM merchant
                        """).update();
    }

    /** Or the run could end before this process has asked for its progress. */
    private void slowDown(boolean slow) {
        jdbc.sql(slow ? """
                                CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END $$;
                                CREATE TRIGGER slowly BEFORE INSERT ON user_grants FOR EACH STATEMENT EXECUTE FUNCTION slowly()
                                """ : "DROP FUNCTION slowly() CASCADE").update();
    }

    @Test
    void endsAfterAChunkAsStoppedAndResumesThere() {
        slowDown(true);
        EligoProcess run = rebuild();
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> usersDone() > 0 || !run.isRunning());
        run.terminate();
        assertThat(run.exitCode()).as("%s", run.outputLines()).isNotZero();
        int done = usersDone();
        System.out.println("FullRebuildStopTest: %s after %d of %d users".formatted(statuses(), done, USERS));
        assertThat(done).isBetween(1, USERS - 1);
        assertThat(statuses()).as("%s", run.outputLines()).singleElement().isIn("STOPPED", "FAILED");

        slowDown(false);
        EligoProcess again = rebuild();
        assertThat(again.exitCode()).as("%s", again.outputLines()).isZero();
        assertThat(again.outputLines())
                .anyMatch(line -> line.contains("completed: %1$d users, %1$d granted, 0 revoked".formatted(USERS)));
        assertThat(statuses()).hasSize(2).last().isEqualTo("COMPLETED");
        assertThat(number("SELECT count(DISTINCT job_instance_id) FROM batch.batch_job_execution"))
                .isEqualTo(1);
        assertThat(number("SELECT sum(read_count) FROM batch.batch_step_execution WHERE step_name LIKE 'range:%'"))
                .as("users read by both runs, %d of them by the first", done)
                .isEqualTo(USERS);
        assertThat(number("SELECT count(*) FROM user_grants WHERE cardinality(offer_nos) = 1"))
                .isEqualTo(USERS);
    }

    private EligoProcess rebuild() {
        return EligoProcess.start(
                EligoProcess.environmentFor(database), "run", "full-rebuild", "--eligo.jobs.full-rebuild.chunk-size=5");
    }

    private int usersDone() {
        return number("SELECT coalesce(sum(users), 0) FROM batch.job_progress");
    }

    private List<String> statuses() {
        return jdbc.sql("SELECT status FROM batch.batch_job_execution ORDER BY job_execution_id")
                .query(String.class)
                .list();
    }

    private int number(String query) {
        return jdbc.sql(query).query(Integer.class).single();
    }
}
