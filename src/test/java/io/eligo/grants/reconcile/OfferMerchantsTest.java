package io.eligo.grants.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferMerchantsTest {
    private static final int GONE = 7;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 1_000, 20_000})
    void everyOfferHasItsMerchant(int offers) {
        var random = new Random(offers);
        Map<Integer, Integer> merchantOf = new HashMap<>();
        for (int no : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            put(merchantOf, no, 1 + random.nextInt(50), offers);
        }
        // Numbers close together, far apart, and numbers that share a slot if only their low bits counted.
        while (merchantOf.size() < offers) {
            put(merchantOf, GONE + 1 + random.nextInt(2 * offers), 1 + random.nextInt(50), offers);
            put(merchantOf, GONE + 1 + random.nextInt(1 << 28), 1 + random.nextInt(1 << 28), offers);
            put(merchantOf, 1 << 28 | random.nextInt(offers) << 15, 1 + random.nextInt(50), offers);
        }
        OfferMerchants merchants = OfferMerchants.of(merchantOf);
        merchantOf.forEach((offerNo, merchantNo) ->
                assertThat(merchants.merchantNo(merchants.positionOf(offerNo))).isEqualTo(merchantNo));
        assertThat(merchants.positionOf(GONE)).isZero();
        assertThat(merchants.merchantNo(0)).isZero();
    }

    private static void put(Map<Integer, Integer> merchantOf, int offerNo, int merchantNo, int limit) {
        if (merchantOf.size() < limit) {
            merchantOf.put(offerNo, merchantNo);
        }
    }
}
