package io.eligo.outbox;

import io.eligo.platform.OutageLog;
import io.eligo.platform.threads.Schedulers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Renews leases while their events are processed, in a separate thread, so that a slow or waiting chunk does not
 * lose its lease. A lease is renewed after every third of its duration.
 */
@Component
public class LeaseRenewer {
    private static final Logger log = LoggerFactory.getLogger(LeaseRenewer.class);

    private final Leases leases;
    private final TaskScheduler scheduler;
    private final Duration interval;
    private final OutageLog outage =
            new OutageLog(log, "Outbox leases not renewed, retrying: {}", "Outbox leases renewed again after {} s");

    LeaseRenewer(Leases leases, @Qualifier(Schedulers.LEASE_RENEWAL) TaskScheduler scheduler, OutboxSettings settings) {
        this.leases = leases;
        this.scheduler = scheduler;
        this.interval = settings.leaseDuration().dividedBy(3);
    }

    /** A running renewal; closing it ends the renewal. */
    public interface LeaseRenewal extends AutoCloseable {
        @Override
        void close();
    }

    public LeaseRenewal start(UUID lease) {
        ScheduledFuture<?> renewing = scheduler.scheduleWithFixedDelay(
                () -> renew(lease), Instant.now().plus(interval), interval);
        return () -> renewing.cancel(false);
    }

    private void renew(UUID lease) {
        try {
            leases.renew(lease);
            outage.recordSuccess();
        } catch (DataAccessException e) {
            // The next interval retries. If the lease expires before, its events are processed twice.
            outage.recordFailure(e);
        }
    }
}
