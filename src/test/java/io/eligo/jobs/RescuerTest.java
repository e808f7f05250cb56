package io.eligo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.files.JobNames;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Executions that a dead node left. This node polls for them as well; the tests poll themselves, too, so that they need not wait. */
@EligoTest
class RescuerTest {
    private static final long EXECUTION = 4_000_000_000L;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Rescuer rescuer;

    @BeforeEach
    @AfterEach
    void noJobs() {
        jdbc.sql("DROP TRIGGER IF EXISTS refuse ON batch.launch").update();
        jdbc.sql("DROP FUNCTION IF EXISTS refuse()").update();
        TableCleaner.empty(jdbc, "batch.launch, batch.batch_job_instance");
    }

    @Test
    void anExecutionWhoseRestartCannotBeEnqueuedIsFoundAgain() {
        jdbc.sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$")
                .update();
        jdbc.sql("CREATE TRIGGER refuse BEFORE INSERT ON batch.launch FOR EACH ROW EXECUTE FUNCTION refuse()")
                .update();
        orphan(EXECUTION, JobNames.FULL_REBUILD);
        // Refused restarts of one job keep no other job from recovery.
        orphan(EXECUTION + 1, JobNames.USER_CHANGES);
        rescuer.poll();
        Awaitility.await().untilAsserted(() -> assertThat(status(EXECUTION + 1)).isEqualTo("FAILED"));
        assertThat(status(EXECUTION)).isEqualTo("STARTED");

        jdbc.sql("DROP TRIGGER refuse ON batch.launch").update();
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(status(EXECUTION)).isEqualTo("FAILED");
            assertThat(jdbc.sql("SELECT restart_of FROM batch.launch")
                            .query(Long.class)
                            .list())
                    .containsExactly(EXECUTION);
        });
    }

    @Test
    void aJobThatOnlyAnotherVersionHasIsLeftToItsNodes() {
        orphan(EXECUTION, "added-later");
        orphan(EXECUTION + 1, JobNames.USER_CHANGES);
        rescuer.poll();
        Awaitility.await().untilAsserted(() -> assertThat(status(EXECUTION + 1)).isEqualTo("FAILED"));
        assertThat(status(EXECUTION)).isEqualTo("STARTED");
    }

    private void orphan(long id, String job) {
        jdbc.sql("""
                        WITH i AS (INSERT INTO batch.batch_job_instance (job_instance_id, version, job_name, job_key) VALUES (:id, 0, :job, md5(:id::text)))
                        INSERT INTO batch.batch_job_execution
                            (job_execution_id, version, job_instance_id, create_time, start_time, status, exit_code)
                        VALUES (:id, 1, :id, now(), now() - interval '20 s', 'STARTED', 'UNKNOWN')
                        """).param("id", id).param("job", job).update();
    }

    private String status(long execution) {
        return jdbc.sql("SELECT status FROM batch.batch_job_execution WHERE job_execution_id = ?")
                .param(execution)
                .query(String.class)
                .single();
    }
}
