package io.eligo.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.control.Executions;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

@EligoTest
@TestPropertySource(properties = "test.database=of-what-is-old")
class RetentionTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    JobRunner jobs;

    @Autowired
    Executions executions;

    @BeforeEach
    void insertOldRecords() {
        TableCleaner.empty(jdbc, "batch.batch_job_instance, batch.launch, outbox_event, operator_action");
        // 1,200 completed runs and 300 failed ones, one per quarter of an hour over the last 15 days, each with a step
        // and a parameter.
        jdbc.sql("""
                WITH instances AS (
                    INSERT INTO batch.batch_job_instance
                    SELECT n, 0, 'full-rebuild', md5(n::text) FROM generate_series(1, 1500) AS n RETURNING job_instance_id AS id),
                executions AS (
                    INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, end_time, status, exit_code)
                    SELECT id, 1, id, at, at, at, CASE WHEN id % 5 = 0 THEN 'FAILED' ELSE 'COMPLETED' END, 'x'
                    FROM instances, LATERAL (SELECT localtimestamp + interval '5 minutes' - (1501 - id) * interval '15 minutes' AS at) AS t RETURNING job_execution_id AS id),
                parameters AS (
                    INSERT INTO batch.batch_job_execution_params SELECT id, 'dry-run', 'java.lang.String', 'true', 'Y' FROM executions)
                INSERT INTO batch.batch_step_execution (step_execution_id, version, step_name, job_execution_id, create_time, status)
                SELECT id, 1, 'plan', id, now(), 'COMPLETED' FROM executions
                """).update();
        jdbc.sql("ALTER SEQUENCE batch.batch_job_instance_seq RESTART WITH 2000")
                .update();
        jdbc.sql("ALTER SEQUENCE batch.batch_job_execution_seq RESTART WITH 2000")
                .update();
        jdbc.sql("ALTER SEQUENCE batch.batch_step_execution_seq RESTART WITH 2000")
                .update();
        jdbc.sql("""
                INSERT INTO outbox_event (kind, users, may_revoke, parked_at)
                SELECT 'users', ARRAY[gen_random_uuid()], true, now() - n * interval '30 days' FROM generate_series(1, 5) AS n
                """).update();
        jdbc.sql("""
                INSERT INTO operator_action (acted_at, operator, action, target, outcome)
                SELECT now() - n * interval '99 days', 'operator', 'stop', 'execution 1', 'done' FROM generate_series(1, 5) AS n
                """).update();
        jdbc.sql(
                        "INSERT INTO batch.launch (job, requested_by, requested_at, refusal) SELECT 'full-rebuild', 'x', now() - interval '15 days', 'no'")
                .update();
    }

    @Test
    void prunesOldRecordsOnly() {
        JobResult preview = jobs.run("retention", Map.of("dry-run", "true"));
        assertThat(preview.summary())
                .startsWith("would prune ")
                .contains(
                        "125 completed runs",
                        "0 other runs",
                        "1 launches",
                        "3 parked events",
                        "1 actions of operators");
        assertThat(count("batch.batch_job_execution WHERE job_execution_id <= 1500"))
                .isEqualTo(1_500);

        JobResult result = jobs.run("retention", Map.of());
        assertThat(result.isCompleted()).as("%s", result.errors()).isTrue();
        assertThat(result.summary()).isEqualTo(preview.summary().replace("would prune", "pruned"));
        assertThat(count("batch.batch_job_execution WHERE job_execution_id <= 1500"))
                .isEqualTo(1_375);
        assertThat(count("batch.batch_step_execution WHERE step_execution_id <= 1500"))
                .isEqualTo(1_375);
        assertThat(count("batch.batch_job_execution WHERE status = 'FAILED'")).isEqualTo(300);
        assertThat(count("outbox_event")).isEqualTo(2);
        assertThat(count("operator_action")).isEqualTo(4);
        assertThat(count("batch.launch")).isZero();
    }

    @Test
    void keepsTheNewestRunOfAJobRegardlessOfItsAge() {
        jdbc.sql("UPDATE batch.batch_job_execution SET end_time = end_time - interval '1 year'")
                .update();
        jobs.run("retention", Map.of());
        assertThat(jdbc.sql("SELECT job_execution_id FROM batch.batch_job_execution WHERE job_execution_id <= 1500")
                        .query(Long.class)
                        .list())
                .containsExactly(1_500L);
        assertThat(executions.findNewest(Executions.ExecutionFilter.ALL, null, 10))
                .hasSize(2);
    }

    private int count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }
}
