package io.eligo.jobs.schedule;

import io.eligo.jobs.control.JobSchedules;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Registers the triggers with Quartz: the poller, which runs permanently, and jobs with the schedules of their files.
 */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class ScheduleRegistrar implements ApplicationRunner {
    static final TriggerKey POLLER = TriggerKey.triggerKey("poller", "outbox");

    private final Scheduler scheduler;
    private final JobFiles files;

    ScheduleRegistrar(Scheduler scheduler, JobFiles files) {
        this.scheduler = scheduler;
        this.files = files;
    }

    @Override
    public void run(ApplicationArguments arguments) throws SchedulerException {
        schedule(jobDetail(OutboxPollerJob.class, JobKey.jobKey(POLLER.getName(), POLLER.getGroup())), pollerTrigger());
        var scheduled = new HashSet<TriggerKey>();
        for (String name : files.names()) {
            JobFile file = files.get(name);
            if (file.schedule() != null) {
                CronTrigger trigger = cronTrigger(name, file);
                schedule(jobDetail(ScheduledLaunchJob.class, JobKey.jobKey(name, JobSchedules.GROUP)), trigger);
                scheduled.add(trigger.getKey());
            }
        }
        unscheduleAllBut(scheduled);
        scheduler.start();
    }

    /** The expected trigger of the poller. */
    static Trigger pollerTrigger() {
        return TriggerBuilder.newTrigger()
                .withIdentity(POLLER)
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }

    private static CronTrigger cronTrigger(String job, JobFile file) {
        CronScheduleBuilder schedule =
                CronScheduleBuilder.cronSchedule(file.schedule()).inTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
        return TriggerBuilder.newTrigger()
                .withIdentity(job, JobSchedules.GROUP)
                .withSchedule(
                        file.misfire() == JobFile.MisfirePolicy.SKIP
                                ? schedule.withMisfireHandlingInstructionDoNothing()
                                : schedule.withMisfireHandlingInstructionFireAndProceed())
                .build();
    }

    private static JobDetail jobDetail(Class<? extends Job> type, JobKey key) {
        return JobBuilder.newJob(type).withIdentity(key).storeDurably().build();
    }

    // An unchanged trigger keeps its state: replacing it would fire a missed run a second time.
    private void schedule(JobDetail detail, Trigger trigger) throws SchedulerException {
        scheduler.addJob(detail, true);
        Trigger known = scheduler.getTrigger(trigger.getKey());
        if (known == null) {
            scheduler.scheduleJob(trigger.getTriggerBuilder().forJob(detail).build());
        } else if (known instanceof CronTrigger old
                && trigger instanceof CronTrigger expected
                && !(old.getCronExpression().equals(expected.getCronExpression())
                        && old.getMisfireInstruction() == expected.getMisfireInstruction())) {
            boolean paused = scheduler.getTriggerState(trigger.getKey()) == Trigger.TriggerState.PAUSED;
            scheduler.rescheduleJob(
                    trigger.getKey(), trigger.getTriggerBuilder().forJob(detail).build());
            if (paused) {
                scheduler.pauseTrigger(trigger.getKey());
            }
        }
    }

    private void unscheduleAllBut(Set<TriggerKey> expected) throws SchedulerException {
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(JobSchedules.GROUP))) {
            if (!expected.contains(key)) {
                scheduler.unscheduleJob(key);
            }
        }
    }
}
