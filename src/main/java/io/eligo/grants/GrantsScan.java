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

/** Walks a range of users in order, without locks, for who is right and who is to be reconciled. Not for more than one thread. */
public final class GrantsScan {
    // Where nearly all are right, so many times as many users share the cost of a transaction.
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
     * The next users; null behind the last.
     *
     * @param mostInDoubt how many may be in doubt; up to ten times as many are compared
     */
    public @Nullable UserBatch next(int mostInDoubt) {
        return next(mostInDoubt, false);
    }

    /** The same, for whoever writes no slice that takes anything away: of those all may be in doubt that are compared. */
    public @Nullable UserBatch nextForDeferral(int mostInDoubt) {
        return next(mostInDoubt, true);
    }

    private @Nullable UserBatch next(int mostInDoubt, boolean toHold) {
        var inDoubt = new ArrayList<UnlockedDiff>();
        GrantCounts right = GrantCounts.ZERO;
        GrantCounts wrong = GrantCounts.ZERO;
        UUID last = null;
        int users = 0;
        while (users < COMPARED_PER_RECONCILED * mostInDoubt
                && (inDoubt.size() < mostInDoubt || toHold && wrong.revoked() > 0)) {
            UnlockedDiff user = comparison.next();
            if (user == null) {
                break;
            }
            users++;
            last = user.userId();
            if (user.needsReconcile()) {
                inDoubt.add(user);
                wrong = wrong.plus(user.rowDiff().grantCounts());
            } else {
                right = right.plus(user.rowDiff().grantCounts());
            }
        }
        return last == null ? null : new UserBatch(last, users, right, inDoubt, wrong);
    }
}
