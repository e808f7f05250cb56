package io.eligo.grants;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What some users hold, and what would come and go, by merchant: as many numbers in each, those of one merchant at one place.
 * Not to be changed.
 *
 * @param merchantNos ascending; 0 for offers that have no merchant, or are gone
 * @param standing the grants that they have there
 */
public record Differences(int[] merchantNos, int[] standing, int[] coming, int[] going) {
    /** @param merchantOf of an offer, by their numbers; offers behind its end are gone */
    static Differences of(List<Compared> users, int[] merchantOf) {
        int merchants = IntStream.of(merchantOf).max().orElse(0) + 1;
        var standing = new int[merchants];
        var coming = new int[merchants];
        var going = new int[merchants];
        for (Compared user : users) {
            int[] before = user.decided().actualOffers();
            int[] after = user.decided().desiredOffers();
            count(before, merchantOf, standing);
            countLess(after, before, merchantOf, coming);
            countLess(before, after, merchantOf, going);
        }
        int[] touched = IntStream.range(0, merchants)
                .filter(no -> standing[no] + coming[no] > 0)
                .toArray();
        return new Differences(touched, at(touched, standing), at(touched, coming), at(touched, going));
    }

    /** What stands in {@code some} and not in {@code others}; both ascend. */
    static int[] less(int[] some, int[] others) {
        return IntStream.of(some)
                .filter(no -> Arrays.binarySearch(others, no) < 0)
                .toArray();
    }

    private static void count(int[] offerNos, int[] merchantOf, int[] counts) {
        for (int no : offerNos) {
            counts[merchant(no, merchantOf)]++;
        }
    }

    // As less, without a list of them: most users differ in one of thirty.
    private static void countLess(int[] some, int[] others, int[] merchantOf, int[] counts) {
        int other = 0;
        for (int no : some) {
            while (other < others.length && others[other] < no) {
                other++;
            }
            if (other == others.length || others[other] != no) {
                counts[merchant(no, merchantOf)]++;
            }
        }
    }

    private static int merchant(int offerNo, int[] merchantOf) {
        return offerNo < merchantOf.length ? merchantOf[offerNo] : 0;
    }

    private static int[] at(int[] places, int[] counts) {
        return IntStream.of(places).map(place -> counts[place]).toArray();
    }
}
