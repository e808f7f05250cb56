package io.eligo.rebuild.deferred;

import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.GrantsScan;
import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReconcileResult;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.rebuild.deferred.DeferredRevocations.DeferredBatchKey;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The users of one deferred batch in user order, in portions that one transaction each writes. The last portion ends at the end of the
 * batch, with which the batch is done; it has no users if none is left to write.
 */
public interface RevocationSource {
    /** Null after the last portion. */
    @Nullable
    Portion next();

    interface Portion {
        DeferredBatchKey batch();

        /** The batch is done up to this user. */
        UUID lastUser();

        int userCount();

        ReconcileResult write(GrantsReconciler reconciler);
    }

    /** From the diffs of the batch that this execution has kept in memory. */
    final class KeptDiffs implements RevocationSource {
        private final DeferredBatchKey batch;
        private final RevocationHold hold;
        private final Deque<PendingWrites> remaining;

        public KeptDiffs(DeferredBatchKey batch, RevocationHold hold, Collection<PendingWrites> kept) {
            this.batch = batch;
            this.hold = hold;
            this.remaining = new ArrayDeque<>(kept);
        }

        private record KeptPortion(DeferredBatchKey batch, UUID lastUser, PendingWrites writes, RevocationHold hold)
                implements Portion {
            @Override
            public int userCount() {
                return writes.userCount();
            }

            @Override
            public ReconcileResult write(GrantsReconciler reconciler) {
                return reconciler.confirmPending(writes, hold);
            }
        }

        @Override
        public @Nullable Portion next() {
            PendingWrites writes = remaining.poll();
            return writes == null
                    ? null
                    : new KeptPortion(batch, remaining.isEmpty() ? batch.upTo() : writes.lastUser(), writes, hold);
        }
    }

    /** From another comparison of the batch's users. */
    final class ComparedAgain implements RevocationSource {
        private final DeferredBatchKey batch;
        private final RevocationHold hold;
        private final GrantsScan scan;
        private final int chunkSize;
        private boolean ended;

        public ComparedAgain(DeferredBatchKey batch, RevocationHold hold, GrantsScan scan, int chunkSize) {
            this.batch = batch;
            this.hold = hold;
            this.scan = scan;
            this.chunkSize = chunkSize;
        }

        private record ComparedPortion(DeferredBatchKey batch, UserBatch users, RevocationHold hold)
                implements Portion {
            @Override
            public UUID lastUser() {
                return users.lastUser();
            }

            @Override
            public int userCount() {
                return users.toReconcile().size();
            }

            @Override
            public ReconcileResult write(GrantsReconciler reconciler) {
                return reconciler.confirmHolding(users, hold);
            }
        }

        @Override
        public @Nullable Portion next() {
            if (ended) {
                return null;
            }
            UserBatch found = scan.next(chunkSize);
            UserBatch users = found == null ? UserBatch.empty(batch.upTo()) : found;
            ended = users.lastUser().equals(batch.upTo());
            return new ComparedPortion(batch, users, hold);
        }
    }
}
