package io.eligo.rebuild;

import io.eligo.grants.Grants;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.Outbox.SettleResult;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.stereotype.Component;

/**
 * Takes the snapshot of a run before it reads anything, keeps it in the job's context, and settles the events that it sees, and no
 * newer ones; evicts users whose events were settled without a comparison.
 */
@Component
class FirstSnapshot {
    private static final String KEY = "first-snapshot";

    private final Outbox outbox;
    private final Grants grants;

    FirstSnapshot(Outbox outbox, Grants grants) {
        this.outbox = outbox;
        this.grants = grants;
    }

    void take(JobExecution execution) {
        execution.getExecutionContext().putString(KEY, outbox.currentSnapshot());
    }

    /** Settles all events that the snapshot has seen. */
    void settleEvents(JobExecution execution) {
        if (execution.getExecutionContext().containsKey(KEY)) {
            evict(outbox.settle(execution.getExecutionContext().getString(KEY)));
        }
    }

    // Users with neither relations nor a row were not compared. A reader may have cached the earlier grants of such a
    // user in between, so their cache entries are evicted too.
    private void evict(SettleResult settleResult) {
        if (settleResult.users() == null) {
            grants.evictAll();
        } else {
            grants.evict(settleResult.users());
        }
    }
}
