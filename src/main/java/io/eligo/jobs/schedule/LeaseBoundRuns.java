package io.eligo.jobs.schedule;

import io.eligo.jobs.JobAlreadyRunning;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.outbox.Lease;
import io.eligo.outbox.LeaseRenewer;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.stereotype.Component;

/** Runs a job over leased events, keeps the lease meanwhile, and says how it went. */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class LeaseBoundRuns {
    private static final Logger log = LoggerFactory.getLogger(LeaseBoundRuns.class);

    private final JobRunner jobs;
    private final Outbox outbox;
    private final Leases leases;
    private final LeaseRenewer leaseRenewer;

    LeaseBoundRuns(JobRunner jobs, Outbox outbox, Leases leases, LeaseRenewer leaseRenewer) {
        this.jobs = jobs;
        this.outbox = outbox;
        this.leases = leases;
        this.leaseRenewer = leaseRenewer;
    }

    /**
     * A run that reads what the lease holds when it begins, and never resumes one that began before: once it completes the events
     * are done.
     *
     * @return whether there was anything to do, so that it is worth asking for more at once
     */
    boolean run(String job, Lease lease, Map<String, String> arguments) {
        return run(job, lease, arguments, result -> outbox.complete(lease, result.executionId()));
    }

    /**
     * A run that settles by itself what its own snapshot has seen, and may resume one that took its snapshot before the events were
     * written: those wait again, for the next one.
     *
     * @return as {@link #run}
     */
    boolean runSelfSettling(String job, Lease lease, Map<String, String> arguments) {
        return run(job, lease, arguments, result -> leases.release(lease.id()));
    }

    private boolean run(String job, Lease lease, Map<String, String> arguments, Consumer<JobResult> completed) {
        if (lease.eventCount() == 0) {
            return false;
        }
        try (LeaseRenewer.LeaseRenewal leaseRenewal = leaseRenewer.start(lease.id())) {
            return handleResult(job, lease, jobs.run(job, arguments), completed);
        } catch (JobAlreadyRunning e) {
            // Somebody has launched it by hand, and it takes its time.
            leases.release(lease.id());
            return false;
        }
    }

    private boolean handleResult(String job, Lease lease, JobResult result, Consumer<JobResult> completed) {
        if (result.isCompleted()) {
            completed.accept(result);
            return true;
        }
        if (result.halted()) {
            log.error("{} {} was {}", job, result.executionId(), result.summary());
        }
        if (result.status() == BatchStatus.STOPPED) {
            leases.release(lease.id());
            return false;
        }
        outbox.recordFailure(lease.id(), String.join("; ", result.errors()));
        return true;
    }
}
