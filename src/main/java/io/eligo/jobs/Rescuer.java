package io.eligo.jobs;

import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.runtime.RunRegistry;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Recovers what nodes have left behind that died, and lets it go on where the job's file says so. Who is alive is never touched:
 * its run's row is there and kept alive.
 */
@Component
@ConditionalOnRole(Role.WORKER)
class Rescuer {
    private static final Logger log = LoggerFactory.getLogger(Rescuer.class);

    /** A run that kills its nodes is left to an operator. */
    private static final int MAX_EXECUTIONS = 4;

    private static final String REQUESTED_BY = "rescue";

    private final JobRunner jobs;
    private final JobFiles files;
    private final JobRecords records;
    private final JobRepository repository;
    private final RunRegistry runs;
    private final LaunchQueue launches;

    Rescuer(
            JobRunner jobs,
            JobFiles files,
            JobRecords records,
            JobRepository repository,
            RunRegistry runs,
            LaunchQueue launches) {
        this.jobs = jobs;
        this.files = files;
        this.records = records;
        this.repository = repository;
        this.runs = runs;
        this.launches = launches;
    }

    @Scheduled(fixedDelay = 2_000)
    void poll() {
        try {
            recoverOrphanedJobs();
        } catch (DataAccessException e) {
            log.warn(
                    "looking for what dead nodes have left: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private void recoverOrphanedJobs() {
        Set<String> left = new TreeSet<>(runs.findDeadJobs());
        left.addAll(records.findOrphanedJobs());
        for (String job : left) {
            jobs.recoverOrphaned(job).forEach(dead -> restartIfAutomatic(job, dead));
        }
    }

    private void restartIfAutomatic(String job, JobExecution dead) {
        if (files.get(job).restart() != JobFile.RestartPolicy.AUTO) {
            return;
        }
        int executions = repository.getJobExecutions(dead.getJobInstance()).size();
        if (executions < MAX_EXECUTIONS) {
            log.info(
                    "{} {} goes on: launch {}",
                    job,
                    dead.getId(),
                    launches.enqueueRestart(job, dead.getId(), REQUESTED_BY));
        } else {
            log.error("{} {}: its nodes died {} times; it waits for an operator", job, dead.getId(), executions);
        }
    }
}
