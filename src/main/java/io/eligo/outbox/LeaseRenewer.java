package io.eligo.outbox;

import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Renews leases while their events are processed, in a thread of its own, so that a slow or waiting chunk does not
 * lose its lease. A lease is renewed after every third of its duration.
 */
@Component
public class LeaseRenewer implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(LeaseRenewer.class);

    private final Leases leases;
    private final long interval;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "lease-renewal");
        thread.setDaemon(true);
        return thread;
    });

    LeaseRenewer(Leases leases, OutboxSettings settings) {
        this.leases = leases;
        this.interval = settings.lease().toMillis() / 3;
    }

    /** A running renewal; closing it ends the renewal. */
    public interface LeaseRenewal extends AutoCloseable {
        @Override
        void close();
    }

    public LeaseRenewal start(UUID lease) {
        ScheduledFuture<?> renewing =
                scheduler.scheduleWithFixedDelay(() -> renew(lease), interval, interval, TimeUnit.MILLISECONDS);
        return () -> renewing.cancel(false);
    }

    private void renew(UUID lease) {
        try {
            leases.renew(lease);
        } catch (DataAccessException e) {
            // The next interval retries. If the lease expires before, its events are processed twice.
            log.warn("Lease {} not renewed, retrying after the interval: {}", lease, e.getMessage());
        }
    }

    @Override
    public void destroy() {
        scheduler.shutdownNow();
    }
}
