package io.eligo.outbox;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Measures how long changes took to become visible in the grants. */
@Component
class EventFreshnessMetrics {
    private final Timer offers;
    private final Timer users;

    EventFreshnessMetrics(MeterFactory meters) {
        this.offers = meters.histogram(MetricDefinition.FRESHNESS, "offer");
        this.users = meters.histogram(MetricDefinition.FRESHNESS, "user");
    }

    /**
     * Events of about the same age that leave the queue.
     *
     * @param seconds their mean age at the statement that removed them
     */
    record AgeGroup(String kind, double seconds, long events) {}

    /**
     * Records the ages when the caller's transaction commits, because the grants are visible from then on.
     *
     * @param removedAt when the statement ended, in {@code System.nanoTime}
     */
    void recordAfterCommit(List<AgeGroup> groups, long removedAt) {
        if (groups.isEmpty()) {
            return;
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    record(groups, removedAt);
                }
            });
        } else {
            record(groups, removedAt);
        }
    }

    private void record(List<AgeGroup> groups, long removedAt) {
        long sinceRemoval = System.nanoTime() - removedAt;
        for (AgeGroup group : groups) {
            Timer timer = group.kind().equals("offer") ? offers : users;
            long nanos = (long) (group.seconds() * 1e9) + sinceRemoval;
            for (long event = 0; event < group.events(); event++) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }
}
