package io.eligo.jobs.schedule;

import io.eligo.jobs.LaunchQueue;
import io.eligo.jobs.NoWorkerAvailable;
import java.util.Map;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.quartz.QuartzJobBean;

/** A run that the job's file has scheduled, for any node that runs jobs; the key of the Quartz job is its name. */
@DisallowConcurrentExecution
class ScheduledLaunchJob extends QuartzJobBean {
    private static final Logger log = LoggerFactory.getLogger(ScheduledLaunchJob.class);

    private final LaunchQueue launches;

    @Autowired
    ScheduledLaunchJob(LaunchQueue launches) {
        this.launches = launches;
    }

    @Override
    protected void executeInternal(JobExecutionContext context) {
        String job = context.getJobDetail().getKey().getName();
        try {
            log.info("{} is scheduled for now: launch {}", job, launches.enqueue(job, Map.of(), "schedule"));
        } catch (NoWorkerAvailable e) {
            log.error("{} is scheduled for now, and {}", job, e.getMessage());
        }
    }
}
