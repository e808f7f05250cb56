package io.eligo.grants;

import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReadVersion;
import io.eligo.grants.reconcile.RevocationHold;
import io.eligo.grants.reconcile.RowDiff;
import io.eligo.grants.reconcile.RowWrites;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.SourceSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What one transaction writes about users that it has locked.
 *
 * @param sourceSnapshot the state of the sources that the rows are computed from
 * @param retained the diffs of users of whom a hold retains a grant, as they are after the writes; empty without a hold
 */
record ReconcilePlan(
        RowWrites rowWrites, SourceSnapshot sourceSnapshot, GrantCounts grantCounts, List<UnlockedDiff> retained) {
    /** Writes all differences. */
    static ReconcilePlan of(List<RowDiff> rowDiffs, SourceSnapshot sourceSnapshot) {
        return new ReconcilePlan(RowWrites.of(rowDiffs), sourceSnapshot, RowDiff.sumCounts(rowDiffs), List.of());
    }

    /** Writes what was decided before. */
    static ReconcilePlan of(PendingWrites pendingWrites) {
        return new ReconcilePlan(
                pendingWrites.rowWrites(),
                pendingWrites.readVersion().sourceSnapshot(),
                pendingWrites.grantCounts(),
                List.of());
    }

    /** Writes all differences but the revocations that {@code hold} retains. */
    static ReconcilePlan holding(List<RowDiff> rowDiffs, SourceSnapshot sourceSnapshot, RevocationHold hold) {
        var written = new ArrayList<RowDiff>();
        var retained = new ArrayList<UnlockedDiff>();
        GrantCounts grantCounts = GrantCounts.ZERO;
        // The rows of these users change here, so the retained diffs must be read again.
        ReadVersion outdated = ReadVersion.outdated(sourceSnapshot);
        for (RowDiff user : rowDiffs) {
            int[] retainedOffers = user.retainedOffers(hold);
            RowDiff now = retainedOffers.length == 0 ? user : user.withRetained(retainedOffers);
            written.add(now);
            if (retainedOffers.length == 0) {
                grantCounts = grantCounts.plus(now.grantCounts());
            } else {
                retained.add(new UnlockedDiff(user.remainingAfter(retainedOffers), outdated, false));
                grantCounts = grantCounts.plus(now.grantCounts().withoutUnchanged());
            }
        }
        return new ReconcilePlan(RowWrites.of(written), sourceSnapshot, grantCounts, retained);
    }
}
