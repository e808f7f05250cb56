package io.eligo.grants.reconcile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What some users hold, and what would come and go, by merchant: as many numbers in each, those of one merchant at one place.
 * Not to be changed.
 *
 * @param merchantNos ascending; 0 for offers that have no merchant, or are gone
 * @param current the grants that they have there
 */
public record MerchantDeltas(int[] merchantNos, int[] current, int[] granted, int[] revoked) {
    static MerchantDeltas of(List<UnlockedDiff> users, OfferMerchants merchants) {
        var standing = new int[merchants.size()];
        var coming = new int[merchants.size()];
        var going = new int[merchants.size()];
        for (UnlockedDiff user : users) {
            int[] before = user.rowDiff().actualOffers();
            int[] after = user.rowDiff().desiredOffers();
            count(before, merchants, standing);
            countDifference(after, before, merchants, coming);
            countDifference(before, after, merchants, going);
        }
        int[] touched = IntStream.range(0, merchants.size())
                .filter(place -> standing[place] + coming[place] > 0)
                .toArray();
        return new MerchantDeltas(
                IntStream.of(touched).map(merchants::merchantNo).toArray(),
                select(touched, standing),
                select(touched, coming),
                select(touched, going));
    }

    /** What stands in {@code some} and not in {@code others}; both ascend. */
    static int[] subtract(int[] some, int[] others) {
        var rest = new int[some.length];
        int count = 0;
        int other = 0;
        for (int no : some) {
            while (other < others.length && others[other] < no) {
                other++;
            }
            if (other == others.length || others[other] != no) {
                rest[count++] = no;
            }
        }
        return Arrays.copyOf(rest, count);
    }

    private static void count(int[] offerNos, OfferMerchants merchants, int[] counts) {
        for (int no : offerNos) {
            counts[merchants.positionOf(no)]++;
        }
    }

    // As less, without a list of them: most users differ in one of thirty.
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

    private static int[] select(int[] places, int[] counts) {
        return IntStream.of(places).map(place -> counts[place]).toArray();
    }
}
