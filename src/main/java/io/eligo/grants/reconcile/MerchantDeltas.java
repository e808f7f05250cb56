package io.eligo.grants.reconcile;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Stored, granted and revoked grants of some users by merchant. All arrays have the same length; one index stands for
 * one merchant. The arrays must not be changed.
 *
 * @param merchantNos ascending; 0 for offers that have no merchant or are deleted
 * @param current how many grants the users hold at the merchant
 * @param granted how many grants would be added
 * @param revoked how many grants would be revoked
 */
public record MerchantDeltas(int[] merchantNos, int[] current, int[] granted, int[] revoked) {
    static MerchantDeltas of(List<UnlockedDiff> users, OfferMerchants merchants) {
        var current = new int[merchants.size()];
        var granted = new int[merchants.size()];
        var revoked = new int[merchants.size()];
        for (UnlockedDiff user : users) {
            int[] before = user.rowDiff().actualOffers();
            int[] after = user.rowDiff().desiredOffers();
            count(before, merchants, current);
            countDifference(after, before, merchants, granted);
            countDifference(before, after, merchants, revoked);
        }
        int[] positions = IntStream.range(0, merchants.size())
                .filter(position -> current[position] + granted[position] > 0)
                .toArray();
        return new MerchantDeltas(
                IntStream.of(positions).map(merchants::merchantNo).toArray(),
                select(positions, current),
                select(positions, granted),
                select(positions, revoked));
    }

    private static void count(int[] offerNos, OfferMerchants merchants, int[] counts) {
        for (int no : offerNos) {
            counts[merchants.positionOf(no)]++;
        }
    }

    // As {@code SortedInts.subtract}, without allocating an array: most users differ in one of thirty grants.
    private static void countDifference(int[] some, int[] others, OfferMerchants merchants, int[] counts) {
        int other = 0;
        for (int no : some) {
            while (other < others.length && others[other] < no) {
                other++;
            }
            if (other == others.length || others[other] != no) {
                counts[merchants.positionOf(no)]++;
            }
        }
    }

    private static int[] select(int[] positions, int[] counts) {
        return IntStream.of(positions).map(position -> counts[position]).toArray();
    }
}
