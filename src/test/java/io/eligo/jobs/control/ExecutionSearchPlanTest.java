package io.eligo.jobs.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.control.Executions.ArgumentFilter;
import io.eligo.jobs.control.Executions.ExecutionFilter;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The search for executions by argument reads no more of 20,000 executions than those that match. */
@EligoTest
class ExecutionSearchPlanTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    Executions executions;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void manyExecutions() {
        TableCleaner.empty(jdbc, "batch.batch_job_instance, batch.launch");
        jdbc.sql("""
                INSERT INTO batch.batch_job_instance SELECT 8000000 + n, 0, 'import', md5(n::text) FROM generate_series(1, 20000) AS n
                """).update();
        jdbc.sql("""
                INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, status, exit_code)
                SELECT job_instance_id, 1, job_instance_id, now(), 'COMPLETED', '' FROM batch.batch_job_instance
                """).update();
        jdbc.sql("""
                INSERT INTO batch.batch_job_execution_params
                SELECT job_execution_id, 'dir', 'java.lang.String', '/data/' || job_execution_id, 'Y' FROM batch.batch_job_execution
                """).update();
        jdbc.sql("""
                INSERT INTO batch.launch (job, requested_by, job_execution_id, reason)
                SELECT 'import', 'ops-ann', job_execution_id, 'reason ' || job_execution_id FROM batch.batch_job_execution
                """).update();
        jdbc.sql(
                        "ANALYZE batch.batch_job_instance, batch.batch_job_execution, batch.batch_job_execution_params, batch.launch")
                .update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void readsByIndex(String planCacheMode) {
        var filter = new ExecutionFilter(null, null, null, null, new ArgumentFilter(null, "/data/8000777"));
        List<String> plan = new TransactionTemplate(transactions).execute(status -> {
            jdbc.sql("SET LOCAL plan_cache_mode = " + planCacheMode).update();
            return executions
                    .newest("EXPLAIN ", filter, null, 51)
                    .query(String.class)
                    .list();
        });
        assertThat(String.join("\n", plan))
                .contains("batch_job_execution_params_value", "launch_reason", "batch_job_execution_pkey")
                .doesNotContain("Seq Scan on batch_job_execution", "Seq Scan on launch");
        assertThat(executions.findNewest(filter, null, 51))
                .extracting(Execution::id)
                .containsExactly(8000777L);
    }
}
