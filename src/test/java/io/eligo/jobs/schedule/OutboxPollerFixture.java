package io.eligo.jobs.schedule;

import io.eligo.customers.CustomerReader;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.outbox.EventFailures;
import io.eligo.outbox.LeaseRenewer;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.platform.threads.Executors;
import io.eligo.tracing.Spans;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Processes the outbox on request of a test, as the poller does by itself. */
@TestComponent
public class OutboxPollerFixture {
    private final Leases leases;
    private final OutboxPoller poller;

    OutboxPollerFixture(
            Outbox outbox,
            EventFailures eventFailures,
            Leases leases,
            CustomerReader customerReader,
            JobRunner jobs,
            GuardHalts halts,
            LeaseRenewer leaseRenewer,
            @Qualifier(Executors.OUTBOX_WORKERS) TaskExecutor executor,
            JdbcClient jdbc,
            JobFiles files,
            MeterFactory meters,
            GaugeSampler sampler,
            Spans spans) {
        this.leases = leases;
        this.poller = new OutboxPoller(
                leases,
                customerReader,
                jobs,
                new LeaseBoundRuns(jobs, outbox, eventFailures, leases, leaseRenewer, spans),
                halts,
                executor,
                new OutboxPollerSettings(Duration.ofMillis(100), 200, 2),
                new ScheduleMetrics(jdbc, files, meters, sampler));
    }

    OutboxPollerJob job() {
        return new OutboxPollerJob(poller);
    }

    /** Polls as the job does, in this thread, after a shutdown has begun. */
    void pollDuringShutdown() {
        poller.stop();
        poller.pollUntilInterrupted();
    }

    /** Runs each worker's task once. */
    public void runOnce() {
        poller.runOnce();
    }

    /** Runs until nothing waits, other than failed events that are retried later. */
    public void drain() {
        while (!leases.findBacklog().isEmpty()) {
            poller.runOnce();
        }
    }
}
