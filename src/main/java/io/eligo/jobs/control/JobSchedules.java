package io.eligo.jobs.control;

import io.eligo.jobs.JobRefused;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The schedules of jobs and whether they are paused. Quartz keeps both in its tables, so they are the same on all
 * nodes and survive restarts.
 */
@Component
public class JobSchedules {
    /** The Quartz group of the job triggers. A trigger has the name of its job. */
    public static final String GROUP = "jobs";

    private final ObjectProvider<Scheduler> scheduler;

    JobSchedules(ObjectProvider<Scheduler> scheduler) {
        this.scheduler = scheduler;
    }

    private interface SchedulerQuery<T> {
        @Nullable
        T execute(Scheduler scheduler, TriggerKey trigger) throws SchedulerException;
    }

    /** Null if the job has no schedule. */
    public @Nullable Instant findNextRun(String job) {
        return queryScheduler(job, (quartz, key) -> {
            Trigger trigger = quartz.getTrigger(key);
            Date next = trigger == null ? null : trigger.getNextFireTime();
            return next == null ? null : next.toInstant();
        });
    }

    public boolean isPaused(String job) {
        return Boolean.TRUE.equals(
                queryScheduler(job, (quartz, key) -> quartz.getTriggerState(key) == Trigger.TriggerState.PAUSED));
    }

    /** @throws JobRefused if the job has no schedule */
    public void pause(String job) {
        requireSchedule(job);
        queryScheduler(job, (quartz, key) -> {
            quartz.pauseTrigger(key);
            return true;
        });
    }

    /** Resumes the schedule. The job file says whether missed runs are run or skipped. */
    public void resume(String job) {
        requireSchedule(job);
        queryScheduler(job, (quartz, key) -> {
            quartz.resumeTrigger(key);
            return true;
        });
    }

    private void requireSchedule(String job) {
        if (findNextRun(job) == null) {
            throw new JobRefused(job + " has no schedule");
        }
    }

    private <T> @Nullable T queryScheduler(String job, SchedulerQuery<T> query) {
        Scheduler quartz = scheduler.getIfAvailable();
        if (quartz == null) {
            return null;
        }
        try {
            return query.execute(quartz, TriggerKey.triggerKey(job, GROUP));
        } catch (SchedulerException e) {
            throw new IllegalStateException("schedule unavailable for job " + job, e);
        }
    }
}
