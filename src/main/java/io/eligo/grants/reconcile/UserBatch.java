package io.eligo.grants.reconcile;

import io.eligo.grants.store.GrantCounts;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The result of comparing consecutive users of a range without locks.
 *
 * @param lastUser the last of them; the range continues after it
 * @param userCount the number of users compared
 * @param correct the grants of users whose rows are correct
 * @param toReconcile the diffs of the other users
 * @param expectedChanges the changes that reconciling them is expected to make
 */
public record UserBatch(
        UUID lastUser,
        int userCount,
        GrantCounts correct,
        List<UnlockedDiff> toReconcile,
        GrantCounts expectedChanges) {
    public static UserBatch empty(UUID lastUser) {
        return ofDiffs(lastUser, List.of());
    }

    public static UserBatch ofDiffs(UUID lastUser, List<UnlockedDiff> users) {
        return new UserBatch(
                lastUser,
                users.size(),
                GrantCounts.ZERO,
                users,
                users.stream().map(user -> user.rowDiff().grantCounts()).reduce(GrantCounts.ZERO, GrantCounts::plus));
    }

    public MerchantDeltas merchantDeltas(OfferMerchants merchants) {
        return MerchantDeltas.of(toReconcile, merchants);
    }

    /** The revocations expected for the users to reconcile. */
    public RevocationSet revocations() {
        return RevocationSet.of(toReconcile);
    }

    /**
     * Returns the users of whom {@code hold} retains a grant, with the retained revocations as their only difference.
     */
    public UserBatch retained(RevocationHold hold) {
        return ofDiffs(
                lastUser,
                toReconcile.stream()
                        .flatMap(user -> user.remainingAfter(hold).stream())
                        .toList());
    }

    /** The grants that the users to reconcile hold now. */
    public GrantCounts currentGrants() {
        return new GrantCounts(0, 0, expectedChanges.unchanged() + expectedChanges.revoked());
    }

    /** Returns this batch joined with the one that follows it. */
    public UserBatch followedBy(UserBatch next) {
        return new UserBatch(
                next.lastUser,
                userCount + next.userCount,
                correct.plus(next.correct),
                Stream.concat(toReconcile.stream(), next.toReconcile.stream()).toList(),
                expectedChanges.plus(next.expectedChanges));
    }

    /**
     * Returns the writes for the users to reconcile, to be kept for later. Empty if another transaction held the lock
     * of one of them, because then all must be read again.
     *
     * @param limit the maximum number of users per element
     */
    public List<PendingWrites> toPendingWrites(int limit) {
        if (toReconcile.stream().anyMatch(UnlockedDiff::lockedByOther)) {
            return List.of();
        }
        return IntStream.iterate(0, from -> from < toReconcile.size(), from -> from + limit)
                .mapToObj(
                        from -> PendingWrites.of(toReconcile.subList(from, Math.min(from + limit, toReconcile.size()))))
                .toList();
    }
}
