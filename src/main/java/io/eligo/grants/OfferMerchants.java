package io.eligo.grants;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whose each offer is, both by their numbers. Merchants have places from 0 on, so that what is counted for each of them needs as
 * many counters as there are merchants, however high the numbers are that a sequence has drawn.
 */
public final class OfferMerchants {
    private final int[] offerNos;
    private final int[] placeOf;
    private final int[] merchantNos;

    private OfferMerchants(int[] offerNos, int[] placeOf, int[] merchantNos) {
        this.offerNos = offerNos;
        this.placeOf = placeOf;
        this.merchantNos = merchantNos;
    }

    /** @param merchantOf of each offer that has one */
    public static OfferMerchants of(Map<Integer, Integer> merchantOf) {
        // The place of 0 is that of offers that have none, or are gone.
        int[] merchantNos = IntStream.concat(
                        IntStream.of(0), merchantOf.values().stream().mapToInt(Integer::intValue))
                .sorted()
                .distinct()
                .toArray();
        int[] offerNos = merchantOf.keySet().stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        int[] placeOf = Arrays.stream(offerNos)
                .map(no -> Arrays.binarySearch(merchantNos, merchantOf.getOrDefault(no, 0)))
                .toArray();
        return new OfferMerchants(offerNos, placeOf, merchantNos);
    }

    int size() {
        return merchantNos.length;
    }

    /** The place of the offer's merchant; that of 0 where it has none or is gone. */
    int place(int offerNo) {
        int at = Arrays.binarySearch(offerNos, offerNo);
        return at < 0 ? 0 : placeOf[at];
    }

    int merchantNo(int place) {
        return merchantNos[place];
    }
}
