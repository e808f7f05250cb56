package io.eligo.catalog;

import io.eligo.rules.CustomerType;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Merchant and customer type to targeted offers, compiled from what the rules answer for every offer and type: deciding a
 * user's grants is then a look-up a relation. Immutable; {@code snapshot} is the PostgreSQL snapshot that it is not older than.
 */
public final class AudienceIndex {
    private static final int[] NONE = {};

    private final long compiled = System.nanoTime();
    private final String snapshot;
    private final Map<UUID, Integer> merchantNos;
    private final Map<Integer, int[][]> targeted;

    private AudienceIndex(String snapshot, Map<UUID, Integer> merchantNos, Map<Integer, int[][]> targeted) {
        this.snapshot = snapshot;
        this.merchantNos = merchantNos;
        this.targeted = targeted;
    }

    static AudienceIndex compile(String snapshot, Map<UUID, Integer> merchantNos, Collection<? extends Offer> offers) {
        var targeted = new HashMap<Integer, int[][]>();
        for (Offer offer : offers) {
            Merchant merchant = offer.merchant();
            if (merchant == null) {
                continue;
            }
            Reach reach = Reach.of(offer);
            for (CustomerType type : CustomerType.values()) {
                if (reach.stored(type)) {
                    add(
                            targeted.computeIfAbsent(merchant.no(), no -> new int[CustomerType.values().length][]),
                            type,
                            offer.no());
                }
            }
        }
        return new AudienceIndex(snapshot, merchantNos, targeted);
    }

    boolean olderThan(Duration age) {
        return System.nanoTime() - compiled > age.toNanos();
    }

    String snapshot() {
        return snapshot;
    }

    /** The number of a merchant; null for one that came after this index was compiled: bring the index up to date. */
    public @Nullable Integer merchantNo(UUID merchantId) {
        return merchantNos.get(merchantId);
    }

    /** The targeted offers that users at {@code level} of the merchant are granted; not to be changed by the caller. */
    public int[] offerNos(int merchantNo, int level) {
        int[][] byLevel = targeted.get(merchantNo);
        return byLevel == null || byLevel[level] == null ? NONE : byLevel[level];
    }

    private static void add(int[][] byLevel, CustomerType type, int offerNo) {
        int[] known = byLevel[type.level()] == null ? NONE : byLevel[type.level()];
        int[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = offerNo;
        byLevel[type.level()] = more;
    }
}
