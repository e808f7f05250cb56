package io.eligo.jobs.schedules;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunning;
import io.eligo.jobs.Jobs;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.OutboxSettings;
import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Runs a job over leased events, keeps the lease meanwhile, and says how it went. */
@Component
@ConditionalOnRole(Role.SCHEDULER)
class LeasedRuns implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(LeasedRuns.class);

    private final Jobs jobs;
    private final Outbox outbox;
    private final Leases leases;
    private final long renewal;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    LeasedRuns(Jobs jobs, Outbox outbox, Leases leases, OutboxSettings settings) {
        this.jobs = jobs;
        this.outbox = outbox;
        this.leases = leases;
        this.renewal = settings.lease().toMillis() / 3;
    }

    /** @return whether there was anything to do, so that it is worth asking for more at once */
    boolean run(String job, Lease lease, Map<String, String> arguments) {
        if (lease.events() == 0) {
            return false;
        }
        ScheduledFuture<?> renewing =
                clock.scheduleAtFixedRate(() -> renew(lease), renewal, renewal, TimeUnit.MILLISECONDS);
        try {
            return settled(job, lease, jobs.run(job, arguments));
        } catch (JobRunning e) {
            // Somebody has launched it by hand, and it takes its time.
            leases.release(lease.id());
            return false;
        } finally {
            renewing.cancel(false);
        }
    }

    private boolean settled(String job, Lease lease, JobResult result) {
        if (result.completed()) {
            outbox.done(lease.id(), result.executionId());
            return true;
        }
        if (result.halted()) {
            log.error("{} {} was {}", job, result.executionId(), result.summary());
        }
        if (result.status() == BatchStatus.STOPPED) {
            leases.release(lease.id());
            return false;
        }
        outbox.failed(lease.id(), String.join("; ", result.errors()));
        return true;
    }

    private void renew(Lease lease) {
        try {
            leases.renew(lease.id());
        } catch (DataAccessException e) {
            // It is asked for again, and if it should be lost its events are worked off twice.
            log.warn("the lease {} could not be renewed: {}", lease.id(), e.getMessage());
        }
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }
}
