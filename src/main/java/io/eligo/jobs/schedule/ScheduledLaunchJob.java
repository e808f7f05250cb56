package io.eligo.jobs.schedule;

import io.eligo.jobs.JobRefused;
import io.eligo.jobs.LaunchQueue;
import java.util.Map;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.quartz.QuartzJobBean;

/** Enqueues a scheduled run for any node with the role worker. The key of the Quartz job is the job's name. */
@DisallowConcurrentExecution
class ScheduledLaunchJob extends QuartzJobBean {
    private static final Logger log = LoggerFactory.getLogger(ScheduledLaunchJob.class);

    private final LaunchQueue launches;
    private final ScheduleMetrics metrics;

    @Autowired
    ScheduledLaunchJob(LaunchQueue launches, ScheduleMetrics metrics) {
        this.launches = launches;
        this.metrics = metrics;
    }

    @Override
    protected void executeInternal(JobExecutionContext context) {
        String job = context.getJobDetail().getKey().getName();
        try {
            log.info("Schedule of {} requested launch {}", job, launches.enqueue(job, Map.of(), "schedule", null));
            metrics.countFire(job);
        } catch (JobRefused e) {
            log.error("Schedule of {} could not request a launch: {}", job, e.getMessage());
        }
    }
}
