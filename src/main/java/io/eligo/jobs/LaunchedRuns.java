package io.eligo.jobs;

import io.eligo.jobs.Launches.Launch;
import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
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
class LaunchedRuns implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(LaunchedRuns.class);

    // More than there are jobs, of each of which one runs at a time: a launch that waits for a run to end takes a
    // thread too.
    private static final int MOST_AT_ONCE = 16;

    private final Launches launches;
    private final Jobs jobs;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final ExecutorService threads =
            Executors.newFixedThreadPool(MOST_AT_ONCE, new CustomizableThreadFactory("launch-"));

    LaunchedRuns(Launches launches, Jobs jobs) {
        this.launches = launches;
        this.jobs = jobs;
    }

    @Scheduled(fixedDelay = 500)
    void look() {
        try {
            for (Optional<Launch> next = take(); next.isPresent(); next = take()) {
                begin(next.get());
            }
        } catch (DataAccessException e) {
            // It looks again in half a second; the heartbeat says once that the database is gone.
            log.debug("launches cannot be read", e);
        }
    }

    private Optional<Launch> take() {
        return free.availablePermits() == 0 ? Optional.empty() : launches.take();
    }

    private void begin(Launch launch) {
        free.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                run(launch);
            } finally {
                free.release();
            }
        });
    }

    private void run(Launch launch) {
        try {
            JobResult result = launch.restartOf() == null
                    ? jobs.run(launch.job(), launch.arguments(), launch.id())
                    : jobs.restart(launch.restartOf(), launch.id());
            if (result.completed()) {
                log.info("{} {} completed: {}", launch.job(), result.executionId(), result.summary());
            }
        } catch (BadArguments | JobRunning | JobRefused e) {
            log.info("launch {} of {} was refused: {}", launch.id(), launch.job(), e.getMessage());
            launches.refused(launch, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("launch {} of {}", launch.id(), launch.job(), e);
            launches.refused(
                    launch, NestedExceptionUtils.getMostSpecificCause(e).toString());
        }
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
