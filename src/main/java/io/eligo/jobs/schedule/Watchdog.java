package io.eligo.jobs.schedule;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.OutageLog;
import io.eligo.platform.Role;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Detects triggers that do not fire, and reschedules them. Quartz may leave a trigger BLOCKED or in ERROR after a
 * database outage, without an error. The watchdog runs outside Quartz because it watches Quartz.
 */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class Watchdog {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    // Longer than other nodes need to detect a dead node, and longer than a trigger waits for a thread.
    static final Duration OVERDUE_AFTER = Duration.ofMinutes(1);

    private final Scheduler scheduler;
    private final JdbcClient jdbc;
    private final ScheduleMetrics metrics;
    private final OutageLog outage = new OutageLog(
            log,
            "Check of Quartz triggers failed, retrying in 10 s: {}",
            "Check of Quartz triggers succeeded again after {} s");
    private Set<TriggerKey> overdue = Set.of();

    Watchdog(Scheduler scheduler, JdbcClient jdbc, ScheduleMetrics metrics) {
        this.scheduler = scheduler;
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT10S")
    void check() {
        try {
            rescheduleStuckTriggers();
            outage.recordSuccess();
        } catch (SchedulerException | DataAccessException e) {
            outage.recordFailure(e);
        }
    }

    // An overdue trigger is rescheduled at the second check that finds it: when a node shuts down, other nodes take a
    // few seconds to fire the trigger of the poller that has ended, which was due when that began.
    private void rescheduleStuckTriggers() throws SchedulerException {
        var found = new HashSet<TriggerKey>();
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyGroup())) {
            Trigger trigger = scheduler.getTrigger(key);
            if (trigger == null) {
                continue;
            }
            if (scheduler.getTriggerState(key) == Trigger.TriggerState.ERROR
                    || isOverdue(trigger) && overdue.contains(key)) {
                reschedule(trigger);
            } else if (isOverdue(trigger)) {
                found.add(key);
            }
        }
        overdue = found;
    }

    private void reschedule(Trigger trigger) throws SchedulerException {
        TriggerKey key = trigger.getKey();
        log.error(
                "Quartz trigger {} is {} and was due at {}, rescheduling it",
                key,
                scheduler.getTriggerState(key),
                trigger.getNextFireTime());
        scheduler.rescheduleJob(key, trigger.getTriggerBuilder().startNow().build());
        metrics.countRepair();
    }

    private boolean isOverdue(Trigger trigger) throws SchedulerException {
        Date next = trigger.getNextFireTime();
        boolean due = next != null
                && next.getTime() < System.currentTimeMillis() - OVERDUE_AFTER.toMillis()
                && scheduler.getTriggerState(trigger.getKey()) != Trigger.TriggerState.PAUSED;
        return due && !isJobRunning(trigger);
    }

    /** Whether a live node runs the trigger's job. A long run delays its own trigger, and the poller never ends. */
    private boolean isJobRunning(Trigger trigger) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM quartz.qrtz_fired_triggers f
                                       JOIN quartz.qrtz_scheduler_state s USING (sched_name, instance_name)
                                       WHERE f.job_name = ? AND f.job_group = ? AND s.last_checkin_time > ?)
                        """)
                .params(
                        trigger.getJobKey().getName(),
                        trigger.getJobKey().getGroup(),
                        System.currentTimeMillis() - OVERDUE_AFTER.toMillis())
                .query(Boolean.class)
                .single();
    }
}
