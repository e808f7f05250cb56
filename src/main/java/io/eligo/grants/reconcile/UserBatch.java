package io.eligo.grants.reconcile;

import io.eligo.grants.store.GrantCounts;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Users who follow each other in a range.
 *
 * @param lastUser the last of them; the range goes on behind
 * @param userCount how many they are
 * @param correct the grants of those whose rows are as they should be
 * @param toReconcile the others, to be reconciled
 * @param expectedChanges what seems to be wrong with their rows
 */
public record UserBatch(
        UUID lastUser,
        int userCount,
        GrantCounts correct,
        List<UnlockedDiff> toReconcile,
        GrantCounts expectedChanges) {
    public static UserBatch empty(UUID lastUser) {
        return toReconcile(lastUser, List.of());
    }

    public static UserBatch toReconcile(UUID lastUser, List<UnlockedDiff> users) {
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

    /** What those in doubt would lose. */
    public RevocationSet revocations() {
        return RevocationSet.of(toReconcile);
    }

    /** Those of whom something stays, as if it were all that is wrong with them. */
    public UserBatch retained(RevocationFilter filter) {
        return toReconcile(
                lastUser,
                toReconcile.stream()
                        .flatMap(user -> user.remainingAfter(filter).stream())
                        .toList());
    }

    /** What those in doubt have now. */
    public GrantCounts currentGrants() {
        return new GrantCounts(0, 0, expectedChanges.unchanged() + expectedChanges.revoked());
    }

    /** This slice and the one that follows. */
    public UserBatch followedBy(UserBatch next) {
        return new UserBatch(
                next.lastUser,
                userCount + next.userCount,
                correct.plus(next.correct),
                Stream.concat(toReconcile.stream(), next.toReconcile.stream()).toList(),
                expectedChanges.plus(next.expectedChanges));
    }

    /**
     * What is to be done for those in doubt, to be kept for a while; nothing if they have to be read again anyway.
     *
     * @param most how many users a piece may have
     */
    public List<PendingWrites> toPendingWrites(int most) {
        if (toReconcile.stream().anyMatch(UnlockedDiff::lockedByOther)) {
            return List.of();
        }
        return IntStream.iterate(0, from -> from < toReconcile.size(), from -> from + most)
                .mapToObj(
                        from -> PendingWrites.of(toReconcile.subList(from, Math.min(from + most, toReconcile.size()))))
                .toList();
    }
}
