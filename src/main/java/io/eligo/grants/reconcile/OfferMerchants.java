package io.eligo.grants.reconcile;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whose each offer is, both by their numbers. Merchants have places from 0 on, so that what is counted for each of them needs as
 * many counters as there are merchants, however high the numbers are that a sequence has drawn.
 */
public final class OfferMerchants {
    // A hash table with linear probing, at most half full: it is asked for every grant of users who are in doubt. A
    // slot
    // whose place is 0 is free.
    private final int[] offerNos;
    private final int[] positions;
    private final int[] merchantNos;

    private OfferMerchants(int offers, int[] merchantNos) {
        this.offerNos = new int[2 * Integer.highestOneBit(Math.max(1, 2 * offers - 1))];
        this.positions = new int[offerNos.length];
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
        var offers = new OfferMerchants(merchantOf.size(), merchantNos);
        merchantOf.forEach((offerNo, merchantNo) -> {
            int slot = offers.slot(offerNo);
            offers.offerNos[slot] = offerNo;
            offers.positions[slot] = Arrays.binarySearch(merchantNos, merchantNo);
        });
        return offers;
    }

    int size() {
        return merchantNos.length;
    }

    /** The place of the offer's merchant; that of 0 where it has none or is gone. */
    int positionOf(int offerNo) {
        return positions[slot(offerNo)];
    }

    // Where the offer is, or would be put.
    private int slot(int offerNo) {
        int mixed = offerNo * 0x9e3779b9;
        int slot = (mixed ^ mixed >>> 16) & offerNos.length - 1;
        while (positions[slot] != 0 && offerNos[slot] != offerNo) {
            slot = slot + 1 & offerNos.length - 1;
        }
        return slot;
    }

    int merchantNo(int place) {
        return merchantNos[place];
    }
}
