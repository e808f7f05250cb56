package io.eligo.grants;

import io.eligo.grants.store.GrantCounts;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.micrometer.core.instrument.Counter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts the grants that were written. */
@Component
class GrantsMetrics {
    private final Counter granted;
    private final Counter revoked;

    GrantsMetrics(MeterFactory meters) {
        this.granted = meters.counter(MetricDefinition.GRANTS_CHANGED, "granted");
        this.revoked = meters.counter(MetricDefinition.GRANTS_CHANGED, "revoked");
    }

    /** Counts when the caller's transaction commits. After a rollback to a savepoint the counts are too high. */
    void countAfterCommit(GrantCounts written) {
        if (written.granted() + written.revoked() == 0) {
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                granted.increment(written.granted());
                revoked.increment(written.revoked());
            }
        });
    }
}
