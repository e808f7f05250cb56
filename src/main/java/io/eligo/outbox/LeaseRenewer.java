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

/** Renews leases while their events are worked off, in a thread of its own: however long a chunk takes, and whatever it waits for. */
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

    /** The lease is renewed until this is closed. */
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
            // It is renewed again after the interval; if it is lost until then, its events are worked off twice.
            log.warn("lease {} could not be renewed: {}", lease, e.getMessage());
        }
    }

    @Override
    public void destroy() {
        scheduler.shutdownNow();
    }
}
