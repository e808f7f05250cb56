package io.eligo.jobs;

import io.eligo.jobs.life.LiveRuns;
import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
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
    private static final int MOST_EXECUTIONS = 4;

    private static final String BY = "rescue";

    private final Jobs jobs;
    private final JobFiles files;
    private final JobRecords records;
    private final JobRepository repository;
    private final LiveRuns runs;
    private final Launches launches;

    Rescuer(Jobs jobs, JobFiles files, JobRecords records, JobRepository repository, LiveRuns runs, Launches launches) {
        this.jobs = jobs;
        this.files = files;
        this.records = records;
        this.repository = repository;
        this.runs = runs;
        this.launches = launches;
    }

    @Scheduled(fixedDelay = 2_000)
    void look() {
        try {
            rescue();
        } catch (DataAccessException e) {
            log.warn(
                    "looking for what dead nodes have left: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private void rescue() {
        Set<String> left = new TreeSet<>(runs.dead());
        left.addAll(records.runByNobody());
        for (String job : left) {
            jobs.rescue(job).forEach(dead -> letGoOn(job, dead));
        }
    }

    private void letGoOn(String job, JobExecution dead) {
        if (files.get(job).restart() != JobFile.Restart.AUTO) {
            return;
        }
        int executions = repository.getJobExecutions(dead.getJobInstance()).size();
        if (executions < MOST_EXECUTIONS) {
            log.info("{} {} goes on: launch {}", job, dead.getId(), launches.askRestart(job, dead.getId(), BY));
        } else {
            log.error("{} {}: its nodes died {} times; it waits for an operator", job, dead.getId(), executions);
        }
    }
}
