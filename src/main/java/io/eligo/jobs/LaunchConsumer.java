package io.eligo.jobs;

import io.eligo.jobs.LaunchQueue.QueuedLaunch;
import io.eligo.jobs.files.BadArguments;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Runs what others have asked for, each in a thread of its own; what it has no thread for is left to other nodes. */
@Component
@ConditionalOnRole(Role.WORKER)
class LaunchConsumer implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(LaunchConsumer.class);

    // More than there are jobs, of each of which one runs at a time: a launch that waits for a run to end takes a
    // thread too.
    private static final int MAX_CONCURRENT_RUNS = 16;

    private final LaunchQueue launches;
    private final JobRunner jobs;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT_RUNS);
    private final ExecutorService threads =
            Executors.newFixedThreadPool(MAX_CONCURRENT_RUNS, new CustomizableThreadFactory("launch-"));

    LaunchConsumer(LaunchQueue launches, JobRunner jobs) {
        this.launches = launches;
        this.jobs = jobs;
    }

    @Scheduled(fixedDelay = 500)
    void poll() {
        try {
            for (Optional<QueuedLaunch> next = claimNext(); next.isPresent(); next = claimNext()) {
                start(next.get());
            }
        } catch (DataAccessException e) {
            // It looks again in half a second; the heartbeat says once that the database is gone.
            log.debug("launches cannot be read", e);
        }
    }

    private Optional<QueuedLaunch> claimNext() {
        return permits.availablePermits() == 0 ? Optional.empty() : launches.claimNext();
    }

    private void start(QueuedLaunch launch) {
        permits.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                run(launch);
            } finally {
                permits.release();
            }
        });
    }

    private void run(QueuedLaunch launch) {
        try {
            JobResult result = launch.restartOf() == null
                    ? jobs.run(launch.job(), launch.arguments(), launch.id())
                    : jobs.restart(launch.restartOf(), launch.id());
            if (result.isCompleted()) {
                log.info("{} {} completed: {}", launch.job(), result.executionId(), result.summary());
            }
        } catch (BadArguments | JobAlreadyRunning | JobRefused e) {
            log.info("launch {} of {} was refused: {}", launch.id(), launch.job(), e.getMessage());
            launches.markRefused(launch, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("launch {} of {}", launch.id(), launch.job(), e);
            launches.markRefused(
                    launch, NestedExceptionUtils.getMostSpecificCause(e).toString());
        }
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
