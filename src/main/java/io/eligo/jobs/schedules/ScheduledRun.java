package io.eligo.jobs.schedules;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunning;
import io.eligo.jobs.Jobs;
import java.util.Map;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.quartz.QuartzJobBean;

/** A run that the job's file has scheduled; the key of the Quartz job is its name. */
@DisallowConcurrentExecution
class ScheduledRun extends QuartzJobBean {
    private static final Logger log = LoggerFactory.getLogger(ScheduledRun.class);

    private final Jobs jobs;

    @Autowired
    ScheduledRun(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    protected void executeInternal(JobExecutionContext context) {
        String job = context.getJobDetail().getKey().getName();
        try {
            JobResult result = jobs.run(job, Map.of());
            if (result.completed()) {
                log.info("{} {} completed: {}", job, result.executionId(), result.summary());
            } else {
                log.error(
                        "{} {} {}: {}", job, result.executionId(), result.status(), String.join("; ", result.errors()));
            }
        } catch (JobRunning e) {
            log.info("{} was scheduled for now and is being run already", job);
        }
    }
}
