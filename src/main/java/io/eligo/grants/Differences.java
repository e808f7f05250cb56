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
    static Differences of(List<Compared> users, OfferMerchants merchants) {
        var standing = new int[merchants.size()];
        var coming = new int[merchants.size()];
        var going = new int[merchants.size()];
        for (Compared user : users) {
            int[] before = user.decided().actualOffers();
            int[] after = user.decided().desiredOffers();
            count(before, merchants, standing);
            countLess(after, before, merchants, coming);
            countLess(before, after, merchants, going);
        }
        int[] touched = IntStream.range(0, merchants.size())
                .filter(place -> standing[place] + coming[place] > 0)
                .toArray();
        return new Differences(
                IntStream.of(touched).map(merchants::merchantNo).toArray(),
                at(touched, standing),
                at(touched, coming),
                at(touched, going));
    }

    /** What stands in {@code some} and not in {@code others}; both ascend. */
    static int[] less(int[] some, int[] others) {
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
            counts[merchants.place(no)]++;
        }
    }

    // As less, without a list of them: most users differ in one of thirty.
    private static void countLess(int[] some, int[] others, OfferMerchants merchants, int[] counts) {
        int other = 0;
        for (int no : some) {
            while (other < others.length && others[other] < no) {
                other++;
            }
            if (other == others.length || others[other] != no) {
                counts[merchants.place(no)]++;
            }
        }
    }

    private static int[] at(int[] places, int[] counts) {
        return IntStream.of(places).map(place -> counts[place]).toArray();
    }
}
