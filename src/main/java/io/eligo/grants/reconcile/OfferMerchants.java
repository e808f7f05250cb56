package io.eligo.grants.reconcile;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Maps offer numbers to merchants. Merchants have positions from 0 on, so that a counter per merchant needs an array
 * of as many elements as there are merchants, however high the merchant numbers are.
 */
public final class OfferMerchants {
    // A hash table with linear probing, at most half full, because it is read for every grant of the users to
    // reconcile. A slot with position 0 is free.
    private final int[] offerNos;
    private final int[] positions;
    private final int[] merchantNos;

    private OfferMerchants(int offers, int[] merchantNos) {
        this.offerNos = new int[2 * Integer.highestOneBit(Math.max(1, 2 * offers - 1))];
        this.positions = new int[offerNos.length];
        this.merchantNos = merchantNos;
    }

    /** @param merchantOf merchant number by offer number, for the offers that have a merchant */
    public static OfferMerchants of(Map<Integer, Integer> merchantOf) {
        // Merchant number 0 stands for offers that have no merchant or are deleted.
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

    /**
     * Returns the position of the offer's merchant; the position of merchant number 0 if it has none or is deleted.
     */
    int positionOf(int offerNo) {
        return positions[slot(offerNo)];
    }

    // Returns the slot that holds the offer, or the free slot where it would be inserted.
    private int slot(int offerNo) {
        int mixed = offerNo * 0x9e3779b9;
        int slot = (mixed ^ mixed >>> 16) & offerNos.length - 1;
        while (positions[slot] != 0 && offerNos[slot] != offerNo) {
            slot = slot + 1 & offerNos.length - 1;
        }
        return slot;
    }

    int merchantNo(int position) {
        return merchantNos[position];
    }
}
