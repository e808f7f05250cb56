package io.eligo.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.exactness.GrantsChecker;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.test.JobOperatorTestUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EligoTest
// Not a worker: its rescuer would recover a step that a test runs alone, since such a step has no heartbeat.
@TestPropertySource(properties = {"eligo.roles=console", "eligo.jobs.full-rebuild.chunk-size=100"})
class FullRebuildTest {
    private static final Map<String, String> DRY = Map.of("dry-run", "true");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    JobRunner jobs;

    @Autowired
    Job fullRebuildJob;

    @Autowired
    JobRepository repository;

    @Autowired
    JobOperator operator;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void threeThousandUsers() {
        TableCleaner.empty(
                jdbc,
                "merchant, customer_type, user_grants, cashback_configuration, exclusive_offer, loyalty_program, batch.batch_job_instance");
        jdbc.sql("INSERT INTO merchant SELECT gen_random_uuid(), 'm', 'Active', 'c' FROM generate_series(1, 3)")
                .update();
        jdbc.sql("""
                        INSERT INTO customer_type
                        SELECT md5(u::text)::uuid, id, (ARRAY['NonCustomer', 'New', 'Vip'])[1 + u % 3] FROM merchant, generate_series(1, 3000) u
                        """).update();
        jdbc.sql("""
                        INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                        SELECT gen_random_uuid(), id, 'c', true, audience::text[], 1
                        FROM merchant, unnest(ARRAY['{New}', '{New,Vip}', '{NonCustomer,Vip}', '{All}', '{}']) AS audience
                        """).update();
    }

    @Test
    void writesOnlyDifferencesAndCountsThem() {
        // Of 3,000 users a third each is NonCustomer, New (2 targeted offers a merchant) and Vip (2 of them too).
        assertThat(rebuild().summary()).isEqualTo("3000 users, 12000 granted, 0 revoked, 0 unchanged");
        String versions = versions();
        assertThat(rebuild().summary()).isEqualTo("3000 users, 0 granted, 0 revoked, 12000 unchanged");
        assertThat(versions()).isEqualTo(versions);
        jdbc.sql("UPDATE customer_type SET type = 'New' WHERE user_id = md5('2')::uuid")
                .update();
        jdbc.sql("DELETE FROM customer_type WHERE user_id = md5('1')::uuid").update();
        jdbc.sql("INSERT INTO user_grants (user_id, offer_nos, relations) VALUES (gen_random_uuid(), '{1}', '{}')")
                .update();
        assertThat(rebuild().summary()).isEqualTo("3001 users, 3 granted, 10 revoked, 11991 unchanged");
        assertThat(jdbc.sql("SELECT count(*) FROM user_grants")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2_999);
        assertThat(GrantsChecker.check(database)).isEqualTo(new GrantsChecker.Report(2_999, 11_994, 0, List.of()));
    }

    /** As if the log had lost a change: the shared index of the incremental runs is no reference for a rebuild. */
    @Test
    void usesAnIndexOfItsOwn() {
        rebuild();
        inOneTransaction("""
                UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'
                WHERE eligible_customer_types = '{New}' AND merchant_id = (SELECT id FROM merchant ORDER BY id LIMIT 1)
                """, "DELETE FROM catalog_change");
        assertThat(rebuild().summary()).isEqualTo("3000 users, 1000 granted, 1000 revoked, 11000 unchanged");
        assertThat(GrantsChecker.check(database).differences()).isZero();
    }

    @Test
    void usesAnotherIndexAfterARestart() {
        failWritesOfOneUser();
        rebuild();
        allowWrites();
        inOneTransaction(
                "UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip,Regular}' WHERE eligible_customer_types = '{New,Vip}'",
                "UPDATE cashback_configuration SET eligible_customer_types = '{Regular}' WHERE eligible_customer_types = '{New}'",
                "DELETE FROM catalog_change");
        rebuild();
        assertThat(jdbc.sql("""
                        SELECT count(*) FROM user_grants g JOIN cashback_configuration c ON c.offer_no = ANY (g.offer_nos)
                        WHERE c.eligible_customer_types = '{Regular}' AND g.user_id IN (
                            SELECT user_id FROM (SELECT DISTINCT user_id FROM customer_type ORDER BY user_id OFFSET 150 LIMIT 30) AS last)
                        """).query(Long.class).single())
                .as("users of the remaining range with their earlier grants")
                .isZero();
    }

    @Test
    void correctsAndCountsRowsWhoseRelationsAloneAreWrong() {
        rebuild();
        jdbc.sql("UPDATE user_grants SET relations = relations[2:] WHERE user_id IN (md5('2')::uuid, md5('4')::uuid)")
                .update();
        String found = "3000 users, 0 granted, 0 revoked, 12000 unchanged, relations of 2 users";
        assertThat(jobs.run("full-rebuild", DRY).summary()).isEqualTo(found);
        assertThat(rebuild().summary()).isEqualTo(found);
        assertThat(rebuild().summary()).isEqualTo("3000 users, 0 granted, 0 revoked, 12000 unchanged");
        assertThat(GrantsChecker.check(database).differences()).isZero();
    }

    /** Verifies the checker itself: it must find wrong grants. */
    @Test
    void theCheckerFindsMissingExcessAndDifferentGrants() {
        rebuild();
        jdbc.sql("DELETE FROM user_grants WHERE user_id = md5('1')::uuid").update();
        jdbc.sql("UPDATE user_grants SET offer_nos = offer_nos[2:] WHERE user_id = md5('2')::uuid")
                .update();
        jdbc.sql("UPDATE user_grants SET relations = relations[2:] WHERE user_id = md5('4')::uuid")
                .update();
        jdbc.sql("INSERT INTO user_grants (user_id, offer_nos, relations) VALUES (gen_random_uuid(), '{1}', '{}')")
                .update();
        assertThat(GrantsChecker.check(database).differences()).isEqualTo(4);
    }

    @Test
    void refreshesStatisticsAfterManyWrites() {
        rebuild();
        assertThat(jdbc.sql("SELECT reltuples FROM pg_class WHERE relname = 'user_grants'")
                        .query(Double.class)
                        .single())
                .isEqualTo(3_000);
    }

    @Test
    void aDryRunReportsTheSameAndWritesNothing() {
        assertThat(jobs.run("full-rebuild", DRY).summary())
                .isEqualTo("3000 users, 12000 granted, 0 revoked, 0 unchanged");
        assertThat(jdbc.sql("SELECT count(*) FROM user_grants")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void redoesAFailedRangeAloneFromItsLastCommittedChunk() {
        failWritesOfOneUser();
        JobResult failed = rebuild();
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.errors()).singleElement().asString().contains("the disk is on fire");
        allowWrites();

        JobResult resumed = rebuild();
        assertThat(resumed.summary()).isEqualTo("3000 users, 12000 granted, 0 revoked, 0 unchanged");
        assertThat(ranges(resumed))
                .singleElement()
                .satisfies(step -> assertThat(step.getReadCount()).isBetween(1L, 150L));
    }

    @Test
    void resumesAfterOtherRunsInBetween() {
        failWritesOfOneUser();
        rebuild();
        allowWrites();
        assertThat(jobs.run("full-rebuild", DRY).isCompleted()).isTrue();
        assertThat(ranges(rebuild())).hasSize(1);
    }

    /**
     * The state that Spring Batch leaves if it is killed between marking a partition as started and storing
     * its context.
     */
    @Test
    void needsNoContextOfItsPartitions() {
        failWritesOfOneUser();
        JobResult failed = rebuild();
        allowWrites();
        for (StepExecution step : ranges(failed)) {
            step.setExecutionContext(new ExecutionContext());
            repository.updateExecutionContext(step);
        }
        assertThat(rebuild().summary()).isEqualTo("3000 users, 12000 granted, 0 revoked, 0 unchanged");
    }

    /** The state between marking the plan as complete and storing the job's context. */
    @Test
    void plansAgainIfThePlanWasLost() {
        failWritesOfOneUser();
        long failed = rebuild().executionId();
        allowWrites();
        JobExecution execution = Objects.requireNonNull(repository.getJobExecution(failed));
        execution.setExecutionContext(new ExecutionContext());
        repository.updateExecutionContext(execution);
        jdbc.sql("DELETE FROM batch.job_progress").update();
        TableCleaner.updateWithRetry(jdbc, "TRUNCATE user_grants");
        jdbc.sql(
                        "DELETE FROM batch.batch_step_execution_context USING batch.batch_step_execution s"
                                + " WHERE batch_step_execution_context.step_execution_id = s.step_execution_id AND step_name <> 'plan'")
                .update();
        jdbc.sql("DELETE FROM batch.batch_step_execution WHERE step_name <> 'plan'")
                .update();
        assertThat(rebuild().summary()).isEqualTo("3000 users, 12000 granted, 0 revoked, 0 unchanged");
    }

    @Test
    void plansAsManyRangesAsTheFileSays() throws Exception {
        var steps = new JobOperatorTestUtils(operator, repository);
        steps.setJob(fullRebuildJob);
        JobExecution planned = steps.startStep("plan", new JobParameters(), new ExecutionContext());
        assertThat(planned.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(planned.getExecutionContext().getString("ranges").split(",")).hasSize(16);
    }

    private void inOneTransaction(String... statements) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            for (String statement : statements) {
                jdbc.sql(statement).update();
            }
        });
    }

    private void failWritesOfOneUser() {
        jdbc.sql("""
                        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is on fire'; END $$;
                        CREATE TRIGGER refuse BEFORE INSERT ON user_grants FOR EACH ROW
                            WHEN (NEW.user_id = '%s') EXECUTE FUNCTION refuse()
                        """.formatted(userInTheSecondChunkOfARange())).update();
    }

    private void allowWrites() {
        jdbc.sql("DROP TRIGGER refuse ON user_grants").update();
    }

    private List<StepExecution> ranges(JobResult result) {
        return Objects.requireNonNull(repository.getJobExecution(result.executionId())).getStepExecutions().stream()
                .filter(step -> step.getStepName().startsWith("range:"))
                .toList();
    }

    private JobResult rebuild() {
        return jobs.run("full-rebuild", Map.of());
    }

    // 16 ranges of about 187 users in chunks of 100.
    private String userInTheSecondChunkOfARange() {
        return jdbc.sql("SELECT user_id FROM customer_type GROUP BY user_id ORDER BY user_id OFFSET 150 LIMIT 1")
                .query(String.class)
                .single();
    }

    private String versions() {
        return jdbc.sql("SELECT md5(string_agg(user_id::text || xmin || ctid, ',' ORDER BY user_id)) FROM user_grants")
                .query(String.class)
                .single();
    }
}
