package io.eligo.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.catalog.Catalog;
import io.eligo.exactness.GrantsChecker;
import io.eligo.servers.EligoTest;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** A server with all roles and its automatic work. */
@EligoTest
@TestPropertySource(properties = "eligo.roles=api,console,scheduler,worker")
@DirtiesContext
class ScheduleRegistrarTest {
    private static final TriggerKey NIGHTLY = TriggerKey.triggerKey("full-rebuild", "jobs");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    Catalog catalog;

    @Autowired
    Scheduler scheduler;

    @Autowired
    ScheduleRegistrar scheduleRegistrar;

    @Autowired
    Watchdog watchdog;

    @Test
    void changesReachGrantsAndCatalogueAutomatically() {
        UUID merchant = UUID.randomUUID();
        UUID offer = UUID.randomUUID();
        run("INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'm', 'Active', 'x')"
                .formatted(merchant));
        run("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (gen_random_uuid(), '%s', 'New')"
                .formatted(merchant));
        run("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES ('%s', '%s', 'c', true, '{New}', 1)
                """.formatted(offer, merchant));
        await().until(() -> count("outbox_event") == 0);
        assertThat(GrantsChecker.check(database).differences()).isZero();
        assertThat(count("user_grants WHERE cardinality(offer_nos) = 1")).isEqualTo(1);
        await().until(() -> catalog.current().snapshot().offer(offer) != null);
    }

    @Test
    void anEmptyQueueWritesNoRecords() {
        await().until(() -> count("outbox_event") == 0);
        // The run that found the last event has ended. A poller that wrote records would write one at each of
        // its polls.
        await().until(this::noExecutionForAWhile);
    }

    @Test
    void theNightlyRebuildIsScheduledByItsFileOnceForAllNodes() throws SchedulerException {
        assertThat(((CronTrigger) scheduler.getTrigger(NIGHTLY)).getCronExpression())
                .isEqualTo("0 30 2 * * ?");
        scheduler.pauseTrigger(NIGHTLY);
        scheduleRegistrar.run(new DefaultApplicationArguments());
        assertThat(scheduler.getTriggerState(NIGHTLY)).isEqualTo(Trigger.TriggerState.PAUSED);
        scheduler.resumeTrigger(NIGHTLY);
    }

    @Test
    void aTriggerThatDoesNotFireIsRescheduled() throws SchedulerException {
        run("UPDATE quartz.qrtz_triggers SET trigger_state = 'ERROR' WHERE trigger_name = 'full-rebuild'");
        watchdog.check();
        assertThat(scheduler.getTriggerState(NIGHTLY)).isEqualTo(Trigger.TriggerState.NORMAL);

        // The trigger of the poller, which a live node runs: not rescheduled, regardless of its last fire time.
        run("UPDATE quartz.qrtz_triggers SET next_fire_time = next_fire_time - 3600000 WHERE trigger_name = 'poller'");
        watchdog.check();
        assertThat(
                        count(
                                "quartz.qrtz_triggers WHERE trigger_name = 'poller' AND next_fire_time < extract(epoch FROM now() - interval '50 min') * 1000"))
                .isEqualTo(1);
        // The trigger of an ended run, which Quartz has lost.
        run(
                "UPDATE quartz.qrtz_triggers SET trigger_state = 'BLOCKED', next_fire_time = 1 WHERE trigger_name = 'full-rebuild'");
        watchdog.check();
        // After a shutdown of the poller's node, say, the other nodes fire its trigger by themselves.
        assertThat(scheduler.getTriggerState(NIGHTLY)).isEqualTo(Trigger.TriggerState.BLOCKED);
        watchdog.check();
        assertThat(scheduler.getTriggerState(NIGHTLY)).isEqualTo(Trigger.TriggerState.NORMAL);
        assertThat(scheduler.getTrigger(NIGHTLY).getNextFireTime()).isInTheFuture();
    }

    private boolean noExecutionForAWhile() throws InterruptedException {
        long before = count("batch.batch_job_execution");
        Thread.sleep(1_500);
        return count("batch.batch_job_execution") == before;
    }

    private long count(String what) {
        return jdbc.sql("SELECT count(*) FROM " + what).query(Long.class).single();
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }
}
