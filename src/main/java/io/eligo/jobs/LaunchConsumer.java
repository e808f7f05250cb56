package io.eligo.jobs;

import io.eligo.jobs.LaunchQueue.QueuedLaunch;
import io.eligo.jobs.files.BadArguments;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.LogField;
import io.eligo.platform.Role;
import io.eligo.platform.threads.Executors;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs queued launches, each in its own thread. Launches without a free thread are left to other nodes. */
@Component
@ConditionalOnRole(Role.WORKER)
class LaunchConsumer {
    private static final Logger log = LoggerFactory.getLogger(LaunchConsumer.class);

    private final LaunchQueue launches;
    private final JobRunner jobs;
    private final TaskExecutor executor;

    /** The launches that threads of this node run. A launch that is removed from this set without having started is claimed again. */
    private final Set<Long> heldLaunches = ConcurrentHashMap.newKeySet();

    LaunchConsumer(LaunchQueue launches, JobRunner jobs, @Qualifier(Executors.LAUNCHES) TaskExecutor executor) {
        this.launches = launches;
        this.jobs = jobs;
        this.executor = executor;
    }

    @Scheduled(fixedDelay = 500)
    void poll() {
        try {
            for (Optional<QueuedLaunch> next = claimNext(); next.isPresent(); next = claimNext()) {
                start(next.get());
            }
        } catch (DataAccessException e) {
            // The next poll follows in half a second. The heartbeat logs once that the database is unavailable.
            log.debug("Launch queue unreadable, retrying at the next poll", e);
        }
    }

    private Optional<QueuedLaunch> claimNext() {
        return heldLaunches.size() >= Executors.MAX_LAUNCHES ? Optional.empty() : launches.claimNext(heldLaunches);
    }

    private void start(QueuedLaunch launch) {
        heldLaunches.add(launch.id());
        try {
            executor.execute(() -> {
                try {
                    run(launch);
                } finally {
                    heldLaunches.remove(launch.id());
                }
            });
        } catch (TaskRejectedException e) {
            log.debug("Launch {} not run because the process ends, left to other nodes", launch.id(), e);
            heldLaunches.remove(launch.id());
        }
    }

    private void run(QueuedLaunch launch) {
        try (LogField.Entry launchField = LogField.LAUNCH.put(launch.id());
                LogField.Entry jobField = LogField.JOB.put(launch.job())) {
            runOrRefuse(launch);
        }
    }

    private void runOrRefuse(QueuedLaunch launch) {
        try {
            JobResult result = launch.restartOf() == null
                    ? jobs.run(launch.job(), launch.arguments(), launch.id())
                    : jobs.restart(launch.restartOf(), launch.id());
            if (result.isCompleted()) {
                logCompleted(launch.job(), result);
            }
        } catch (BadArguments | JobRefused e) {
            log.info("Launch {} of {} refused: {}", launch.id(), launch.job(), e.getMessage());
            launches.markRefused(launch, String.valueOf(e.getMessage()));
        } catch (TransientDataAccessException
                | RecoverableDataAccessException
                | NonTransientDataAccessResourceException
                | TransactionException e) {
            // Not refused: an outage says nothing about the launch.
            log.warn(
                    "Launch {} of {} lost the database, repeating it if it has not started: {}",
                    launch.id(),
                    launch.job(),
                    NestedExceptionUtils.getMostSpecificCause(e).toString());
        } catch (RuntimeException e) {
            log.error("Launch {} of {} failed", launch.id(), launch.job(), e);
            launches.markRefused(
                    launch, NestedExceptionUtils.getMostSpecificCause(e).toString());
        }
    }

    private static void logCompleted(String job, JobResult result) {
        try (LogField.Entry field = LogField.EXECUTION.put(result.executionId())) {
            log.info("Execution {} of {} completed: {}", result.executionId(), job, result.summary());
        }
    }
}
