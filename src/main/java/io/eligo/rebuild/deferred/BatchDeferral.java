package io.eligo.rebuild.deferred;

import io.eligo.catalog.OfferLookup;
import io.eligo.grants.reconcile.OfferMerchants;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.rebuild.deferred.DeferredRevocations.DeferredBatchKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.step.StepExecution;

/** Defers batches of one compare partition until the loss guard lets the run continue. */
public final class BatchDeferral {
    private final DeferredRevocations deferred;
    private final DeferredDiffs deferredDiffs;
    private final OfferLookup offers;
    private final StepExecution step;
    // Read at the first deferral: most partitions defer nothing.
    private @Nullable OfferMerchants merchants;

    public BatchDeferral(
            DeferredRevocations deferred, DeferredDiffs deferredDiffs, OfferLookup offers, StepExecution step) {
        this.deferred = deferred;
        this.deferredDiffs = deferredDiffs;
        this.offers = offers;
        this.step = step;
    }

    /** @param from the first user of the batch's range */
    public void defer(UUID from, UserBatch batch) {
        if (merchants == null) {
            merchants = OfferMerchants.of(offers.findMerchantNos());
        }
        deferred.save(key(batch), from, batch, merchants);
    }

    /**
     * As {@link #defer}, and keeps the diffs of the batch in memory, so that the step {@code revoke} need not compare its users again.
     *
     * @param chunkSize the number of users that the step writes in one transaction
     */
    public void deferWithDiffs(UUID from, UserBatch batch, int chunkSize) {
        defer(from, batch);
        deferredDiffs.put(key(batch), batch.toPendingWrites(chunkSize));
    }

    private DeferredBatchKey key(UserBatch batch) {
        return new DeferredBatchKey(step.getJobExecution().getJobInstanceId(), step.getStepName(), batch.lastUser());
    }
}
