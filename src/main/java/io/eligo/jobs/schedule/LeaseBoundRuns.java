package io.eligo.jobs.schedule;

import io.eligo.jobs.JobAlreadyRunning;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.outbox.EventFailures;
import io.eligo.outbox.Lease;
import io.eligo.outbox.LeaseRenewer;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceSpan;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.stereotype.Component;

/** Runs a job over leased events and renews the lease as long as it runs. The result completes the events, releases them, or counts as a failed attempt. */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class LeaseBoundRuns {
    private static final Logger log = LoggerFactory.getLogger(LeaseBoundRuns.class);

    private final JobRunner jobs;
    private final Outbox outbox;
    private final EventFailures eventFailures;
    private final Leases leases;
    private final LeaseRenewer leaseRenewer;
    private final Spans spans;

    LeaseBoundRuns(
            JobRunner jobs,
            Outbox outbox,
            EventFailures eventFailures,
            Leases leases,
            LeaseRenewer leaseRenewer,
            Spans spans) {
        this.jobs = jobs;
        this.outbox = outbox;
        this.eventFailures = eventFailures;
        this.leases = leases;
        this.leaseRenewer = leaseRenewer;
        this.spans = spans;
    }

    /**
     * Runs a job that reads the leased events at its start and never resumes an earlier run: when it completes, the
     * events are done.
     *
     * @return whether there was any work, so that an immediate next attempt is useful
     */
    boolean run(String job, Lease lease, Map<String, String> arguments) {
        return run(job, lease, arguments, result -> outbox.complete(lease, result.executionId()));
    }

    /**
     * Runs a job that settles the events of its own snapshot. The job may resume a run whose snapshot is older than
     * the leased events; those events then wait for the next run.
     *
     * @return whether there was any work, so that an immediate next attempt is useful
     */
    boolean runSelfSettling(String job, Lease lease, Map<String, String> arguments) {
        return run(job, lease, arguments, result -> leases.release(lease.id()));
    }

    private boolean run(String job, Lease lease, Map<String, String> arguments, Consumer<JobResult> completed) {
        if (lease.eventCount() == 0) {
            return false;
        }
        try (LeaseRenewer.LeaseRenewal leaseRenewal = leaseRenewer.start(lease.id());
                TraceSpan span = spans.startLease(lease.traces()).activate()) {
            span.attribute("eligo.events", lease.eventCount());
            return handleResult(lease, jobs.run(job, arguments), completed);
        } catch (JobAlreadyRunning e) {
            log.debug("{} is running already, its events wait for the next lease", job, e);
            leases.release(lease.id());
            return false;
        }
    }

    private boolean handleResult(Lease lease, JobResult result, Consumer<JobResult> completed) {
        if (result.isCompleted()) {
            completed.accept(result);
            return true;
        }
        if (result.status() == BatchStatus.STOPPED) {
            leases.release(lease.id());
            return false;
        }
        eventFailures.recordRun(lease.id(), String.join("; ", result.errors()));
        return true;
    }
}
