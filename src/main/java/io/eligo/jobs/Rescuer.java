package io.eligo.jobs;

import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.runtime.RunLocks;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.LogField;
import io.eligo.platform.OutageLog;
import io.eligo.platform.Role;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Recovers executions that dead nodes left, and restarts them if the job file says so. Runs of live nodes are never
 * touched: their run rows exist and have recent heartbeats.
 */
@Component
@ConditionalOnRole(Role.WORKER)
class Rescuer {
    private static final Logger log = LoggerFactory.getLogger(Rescuer.class);

    /** After this many executions a run is left to an operator: the run itself may end the process of its node, for example by memory. */
    private static final int MAX_EXECUTIONS = 4;

    private static final String REQUESTED_BY = "rescue";

    private final JobRunner jobs;
    private final JobFiles files;
    private final JobRecords records;
    private final JobRepository repository;
    private final RunLocks runLocks;
    private final LaunchQueue launches;
    private final OutageLog outage =
            new OutageLog(log, "Orphan recovery failed, retrying: {}", "Orphan recovery succeeded again after {} s");

    Rescuer(
            JobRunner jobs,
            JobFiles files,
            JobRecords records,
            JobRepository repository,
            RunLocks runLocks,
            LaunchQueue launches) {
        this.jobs = jobs;
        this.files = files;
        this.records = records;
        this.repository = repository;
        this.runLocks = runLocks;
        this.launches = launches;
    }

    @Scheduled(fixedDelay = 2_000)
    void poll() {
        try {
            boolean recovered = true;
            for (String job : findDeadJobs()) {
                recovered &= recover(job);
            }
            if (recovered) {
                outage.recordSuccess();
            }
        } catch (DataAccessException | TransactionException e) {
            outage.recordFailure(e);
        }
    }

    private Set<String> findDeadJobs() {
        Set<String> jobNames = new TreeSet<>(runLocks.findDeadJobs());
        jobNames.addAll(records.findOrphanedJobs());
        // A job that only another version has is left to the nodes of that version.
        jobNames.retainAll(files.names());
        return jobNames;
    }

    /** @return false if it failed: the next poll tries again, and other jobs are recovered now */
    private boolean recover(String job) {
        try (LogField.Entry field = LogField.JOB.put(job)) {
            jobs.recoverOrphaned(job, dead -> restartIfAutomatic(job, dead));
            return true;
        } catch (DataAccessException | TransactionException | JobRefused e) {
            outage.recordFailure(e);
            return false;
        }
    }

    private void restartIfAutomatic(String job, JobExecution dead) {
        if (files.get(job).restart() != JobFile.RestartPolicy.AUTO) {
            return;
        }
        try (LogField.Entry field = LogField.EXECUTION.put(dead.getId())) {
            restartOrGiveUp(job, dead);
        }
    }

    private void restartOrGiveUp(String job, JobExecution dead) {
        int executions = repository.getJobExecutions(dead.getJobInstance()).size();
        if (executions < MAX_EXECUTIONS) {
            log.info(
                    "Execution {} of {} restarts after its node died, launch {}",
                    dead.getId(),
                    job,
                    launches.enqueueRestart(job, dead.getId(), REQUESTED_BY, null));
        } else {
            log.error(
                    "Execution {} of {} not restarted, waiting for an operator: it has had {} executions",
                    dead.getId(),
                    job,
                    executions);
        }
    }
}
