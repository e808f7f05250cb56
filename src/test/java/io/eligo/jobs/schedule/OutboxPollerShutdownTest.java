package io.eligo.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.eligo.servers.EligoTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A shutdown waits for the poller's end, so the poller ends whenever the shutdown begins. */
@EligoTest
class OutboxPollerShutdownTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Autowired
    OutboxPollerFixture poller;

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void doesNotPollOnceAShutdownHasBegun() {
        assertTimeoutPreemptively(TIMEOUT, poller::pollDuringShutdown);
    }

    @Test
    void anInterruptBeforeTheJobRunsEndsIt() {
        OutboxPollerJob job = poller.job();
        job.interrupt();
        assertTimeoutPreemptively(TIMEOUT, job::run);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
