package io.eligo.grants;

import io.eligo.catalog.audience.AudienceIndexCache;
import io.eligo.customers.CustomerReader;
import io.eligo.customers.UserRange;
import io.eligo.grants.reconcile.UnlockedComparison;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.reconcile.UserLocks;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.GrantsTable;
import java.util.ArrayList;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Scans the users of a range in order, without locks, and tells users whose rows are correct from users to reconcile.
 * Not thread-safe.
 */
public final class GrantsScan {
    // Where nearly all rows are correct, ten times as many users share the cost of one transaction.
    private static final int COMPARED_PER_RECONCILED = 10;

    private final UnlockedComparison comparison;

    GrantsScan(
            UserRange range,
            CustomerReader customerReader,
            GrantsTable table,
            UserLocks userLocks,
            AudienceIndexCache audienceIndexCache) {
        this.comparison = new UnlockedComparison(range, customerReader, table, userLocks, audienceIndexCache);
    }

    /**
     * Returns the next users of the range, or null after the last.
     *
     * @param maxToReconcile the maximum number of users to reconcile in the batch; up to ten times as many
     *     are compared
     */
    public @Nullable UserBatch next(int maxToReconcile) {
        return next(maxToReconcile, false);
    }

    /**
     * Returns the next batch, for a caller that defers every batch with revocations: once a batch contains a revocation, its number of users
     * to reconcile is not limited by {@code maxToReconcile}, but only by the number of users compared.
     */
    public @Nullable UserBatch nextForDeferral(int maxToReconcile) {
        return next(maxToReconcile, true);
    }

    private @Nullable UserBatch next(int maxToReconcile, boolean deferRevocations) {
        var toReconcile = new ArrayList<UnlockedDiff>();
        GrantCounts correct = GrantCounts.ZERO;
        GrantCounts expectedChanges = GrantCounts.ZERO;
        UUID last = null;
        int users = 0;
        while (users < COMPARED_PER_RECONCILED * maxToReconcile
                && (toReconcile.size() < maxToReconcile || deferRevocations && expectedChanges.revoked() > 0)) {
            UnlockedDiff user = comparison.next();
            if (user == null) {
                break;
            }
            users++;
            last = user.userId();
            if (user.needsReconcile()) {
                toReconcile.add(user);
                expectedChanges = expectedChanges.plus(user.rowDiff().grantCounts());
            } else {
                correct = correct.plus(user.rowDiff().grantCounts());
            }
        }
        return last == null ? null : new UserBatch(last, users, correct, toReconcile, expectedChanges);
    }
}
