package io.eligo.grants.reconcile;

import io.eligo.grants.store.GrantCounts;
import io.eligo.grants.store.SortedInts;
import io.eligo.grants.store.UserGrants;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stored and desired row of one user.
 *
 * @param stored numbers of the offers in the row; null if there is no row
 * @param differs whether anything in the row differs, the relations included
 * @param desired null if there should be no row
 */
public record RowDiff(
        UUID userId,
        int @Nullable [] stored,
        boolean differs,
        @Nullable UserGrants desired) {
    public static RowDiff of(UUID user, @Nullable UserGrants actual, @Nullable UserGrants desired) {
        return new RowDiff(user, actual == null ? null : actual.offerNos(), !Objects.equals(actual, desired), desired);
    }

    static RowDiff unchanged(UUID user, @Nullable UserGrants grants) {
        return of(user, grants, grants);
    }

    /** Returns the counts of all these diffs. */
    public static GrantCounts sumCounts(List<RowDiff> rowDiffs) {
        return rowDiffs.stream().map(RowDiff::grantCounts).reduce(GrantCounts.ZERO, GrantCounts::plus);
    }

    public boolean hasRow() {
        return stored != null;
    }

    public int[] actualOffers() {
        return stored == null ? UserGrants.EMPTY.offerNos() : stored;
    }

    int[] desiredOffers() {
        return (desired == null ? UserGrants.EMPTY : desired).offerNos();
    }

    /** A missing row without relations is no difference for a reader. */
    private boolean isMissingEmptyRow() {
        return stored == null && desired != null && desired.relations().length == 0;
    }

    /** Numbers of the offers that would be revoked. */
    int[] revokedOffers() {
        return SortedInts.subtract(actualOffers(), desiredOffers());
    }

    /** Returns those of {@link #revokedOffers} that {@code hold} retains. */
    public int[] retainedOffers(RevocationHold hold) {
        int[] revoked = revokedOffers();
        return revoked.length == 0 ? revoked : hold.selectRetained(userId, revoked);
    }

    /**
     * Returns this diff without the revocation of the retained offers. If no other offer differs, nothing is written,
     * not even the relations.
     */
    public RowDiff withRetained(int[] retained) {
        int[] offers = SortedInts.union(desiredOffers(), retained);
        int[] relations = (desired == null ? UserGrants.EMPTY : desired).relations();
        return new RowDiff(userId, stored, !Arrays.equals(offers, actualOffers()), new UserGrants(offers, relations));
    }

    /** Returns the diff that remains after {@link #withRetained} is written. */
    public RowDiff remainingAfter(int[] retained) {
        return new RowDiff(userId, SortedInts.union(desiredOffers(), retained), true, desired);
    }

    public GrantCounts grantCounts() {
        return GrantCounts.between(actualOffers(), desiredOffers(), differs && !isMissingEmptyRow());
    }
}
