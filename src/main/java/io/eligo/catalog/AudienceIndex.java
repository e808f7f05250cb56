package io.eligo.catalog;

import io.eligo.rules.CustomerType;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Merchant and customer type to targeted offers, compiled from what the rules answer for every offer and type: deciding a
 * user's grants is then a look-up a relation. Immutable; {@code snapshot} is the PostgreSQL snapshot that it is not older than.
 */
public final class AudienceIndex {
    private static final int[] NONE = {};
    private static final int LEVELS = CustomerType.values().length;

    private final long compiled = System.nanoTime();
    private final String snapshot;
    private final Map<UUID, AtMerchant> merchants;

    private AudienceIndex(String snapshot, Map<UUID, AtMerchant> merchants) {
        this.snapshot = snapshot;
        this.merchants = merchants;
    }

    /** A merchant's number and its targeted offers. */
    public static final class AtMerchant {
        private final int no;
        private final int[][] byLevel = new int[LEVELS][];

        private AtMerchant(int no) {
            this.no = no;
            Arrays.fill(byLevel, NONE);
        }

        public int no() {
            return no;
        }

        /** The targeted offers that users of this type are granted; not to be changed by the caller. */
        public int[] offerNos(CustomerType type) {
            return byLevel[type.level()];
        }

        private void add(CustomerType type, int offerNo) {
            int[] known = offerNos(type);
            int[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = offerNo;
            byLevel[type.level()] = more;
        }
    }

    static AudienceIndex compile(String snapshot, Collection<Merchant> merchants, Collection<? extends Offer> offers) {
        Map<UUID, AtMerchant> index =
                merchants.stream().collect(Collectors.toMap(Merchant::id, merchant -> new AtMerchant(merchant.no())));
        for (Offer offer : offers) {
            Merchant merchant = offer.merchant();
            AtMerchant at = merchant == null ? null : index.get(merchant.id());
            if (at == null) {
                continue;
            }
            Reach reach = Reach.of(offer);
            for (CustomerType type : CustomerType.values()) {
                if (reach.stored(type)) {
                    at.add(type, offer.no());
                }
            }
        }
        return new AudienceIndex(snapshot, index);
    }

    boolean olderThan(Duration age) {
        return System.nanoTime() - compiled > age.toNanos();
    }

    String snapshot() {
        return snapshot;
    }

    /** Null for a merchant that came after this index was compiled: bring the index up to date. */
    public @Nullable AtMerchant at(UUID merchantId) {
        return merchants.get(merchantId);
    }
}
