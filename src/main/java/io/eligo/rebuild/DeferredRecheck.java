package io.eligo.rebuild;

import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.OfferMerchants;
import io.eligo.grants.reconcile.RevocationSet;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.platform.SetDigest;
import io.eligo.rebuild.deferred.DeferredRevocations;
import io.eligo.rebuild.deferred.DeferredRevocations.DeferredBatch;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Compares the deferred users of a run once more, one batch per call and so per transaction, and stores what they would lose now. It
 * tells whether an approval covers all of it. A restart begins anew.
 */
final class DeferredRecheck {
    private final DeferredRevocations deferred;
    private final RebuildState state;
    private final OfferMerchants merchants;
    private final boolean trustsEvents;
    private final int chunkSize;
    private final Deque<DeferredBatch> remaining;
    private final boolean beganAsShown;
    private long lossesNotShown;

    /**
     * @param batches all deferred batches of the run, none of them compared again
     * @param approvedDigest the digest of the losses that an operator has approved; null without an approval
     * @param trustsEvents whether revocations that waiting events name are left out
     */
    DeferredRecheck(
            DeferredRevocations deferred,
            RebuildState state,
            OfferMerchants merchants,
            Collection<DeferredBatch> batches,
            @Nullable String approvedDigest,
            boolean trustsEvents,
            int chunkSize) {
        this.deferred = deferred;
        this.state = state;
        this.merchants = merchants;
        this.trustsEvents = trustsEvents;
        this.chunkSize = chunkSize;
        this.remaining = new ArrayDeque<>(batches);
        // An earlier recheck that was interrupted leaves some batches that differ from those shown. Then the digest
        // cannot prove that the other batches are unchanged.
        this.beganAsShown = digest(batches).toString().equals(approvedDigest);
    }

    static SetDigest digest(Collection<DeferredBatch> batches) {
        return batches.stream().map(DeferredBatch::digest).reduce(SetDigest.EMPTY, SetDigest::plus);
    }

    /** Compares the next batch. Returns false, without a comparison, if none is left. */
    boolean compareNext() {
        DeferredBatch batch = remaining.poll();
        if (batch == null) {
            return false;
        }
        UserBatch found = trustsEvents ? scan(batch).retained(state.eventHold()) : scan(batch);
        RevocationSet losses = found.revocations();
        if (!losses.digest().equals(batch.digest())) {
            lossesNotShown += deferred.findLosses(batch.key()).countMissing(losses);
            deferred.save(batch.key(), batch.from(), found, merchants);
        }
        if (!trustsEvents) {
            state.deferredDiffs().put(batch.key(), found.toPendingWrites(chunkSize));
        }
        return true;
    }

    private UserBatch scan(DeferredBatch batch) {
        UserBatch all = UserBatch.empty(batch.key().upTo());
        GrantsScan scan = state.reconciler().scan(batch.range());
        for (UserBatch next = scan.nextForDeferral(chunkSize); next != null; next = scan.nextForDeferral(chunkSize)) {
            all = all.followedBy(next);
        }
        return all;
    }

    /** Whether the run would revoke only what was shown, as far as it is compared. */
    boolean isCoveredByApproval() {
        return beganAsShown && lossesNotShown == 0;
    }

    /** The number of losses that were not stored before the recheck. */
    long lossesNotShown() {
        return lossesNotShown;
    }
}
