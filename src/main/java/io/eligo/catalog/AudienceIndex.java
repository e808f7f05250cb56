package io.eligo.catalog;

import io.eligo.catalog.CatalogLog.Look;
import io.eligo.rules.CustomerType;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Merchant and customer type to targeted offers, compiled from what the rules answer for every offer and type: deciding a
 * user's grants is then a look-up a relation. Immutable; it is not older than its {@code look} at the log.
 */
public final class AudienceIndex {
    private static final int[] NONE = {};
    private static final int LEVELS = CustomerType.values().length;

    private final long compiled;
    private final Look look;
    private final Map<UUID, Merchant> merchants;
    private final Map<UUID, Placed> offers;
    private final Map<UUID, AtMerchant> index;

    private AudienceIndex(
            long compiled,
            Look look,
            Map<UUID, Merchant> merchants,
            Map<UUID, Placed> offers,
            Map<UUID, AtMerchant> index) {
        this.compiled = compiled;
        this.look = look;
        this.merchants = merchants;
        this.offers = offers;
        this.index = index;
    }

    /** Where an offer stands in the index. */
    private record Placed(UUID merchant, int no) {}

    /** A merchant's number and its targeted offers. */
    public static final class AtMerchant {
        private final int no;
        private final int[][] byLevel;

        private AtMerchant(int no, int[][] byLevel) {
            this.no = no;
            this.byLevel = byLevel;
        }

        private static AtMerchant without(int no) {
            var byLevel = new int[LEVELS][];
            Arrays.fill(byLevel, NONE);
            return new AtMerchant(no, byLevel);
        }

        public int no() {
            return no;
        }

        /** The targeted offers that users of this type are granted; not to be changed by the caller. */
        public int[] offerNos(CustomerType type) {
            return byLevel[type.level()];
        }

        private AtMerchant plus(int offerNo, Reach reach) {
            int[][] more = byLevel.clone();
            for (CustomerType type : CustomerType.values()) {
                if (reach.stored(type)) {
                    int[] known = offerNos(type);
                    more[type.level()] = Arrays.copyOf(known, known.length + 1);
                    more[type.level()][known.length] = offerNo;
                }
            }
            return new AtMerchant(no, more);
        }

        private AtMerchant minus(int offerNo) {
            return new AtMerchant(
                    no,
                    Arrays.stream(byLevel)
                            .map(nos -> IntStream.of(nos)
                                    .filter(one -> one != offerNo)
                                    .toArray())
                            .toArray(int[][]::new));
        }
    }

    static AudienceIndex compile(Look look, Collection<Merchant> merchants, Collection<? extends Offer> offers) {
        var empty = new AudienceIndex(System.nanoTime(), look, Map.of(), Map.of(), Map.of());
        return empty.with(look, Which.NONE, merchants, Which.NONE, offers);
    }

    /**
     * This index with some things replaced.
     *
     * @param oldMerchants may be gone or new; those that are there are among {@code freshMerchants}
     * @param oldOffers likewise
     */
    AudienceIndex with(
            Look next,
            Which oldMerchants,
            Collection<Merchant> freshMerchants,
            Which oldOffers,
            Collection<? extends Offer> freshOffers) {
        var nextMerchants = new HashMap<>(merchants);
        var nextIndex = new HashMap<>(index);
        var nextOffers = new HashMap<>(offers);
        for (UUID offer : oldOffers.array()) {
            Placed placed = nextOffers.remove(offer);
            if (placed != null) {
                nextIndex.computeIfPresent(placed.merchant(), (id, at) -> at.minus(placed.no()));
            }
        }
        for (UUID merchant : oldMerchants.array()) {
            nextMerchants.remove(merchant);
        }
        for (Merchant merchant : freshMerchants) {
            nextMerchants.put(merchant.id(), merchant);
            nextIndex.putIfAbsent(merchant.id(), AtMerchant.without(merchant.no()));
        }
        nextIndex.keySet().retainAll(nextMerchants.keySet());
        for (Offer offer : freshOffers) {
            Merchant merchant = offer.merchant();
            if (merchant != null) {
                Reach reach = Reach.of(offer);
                nextOffers.put(offer.id(), new Placed(merchant.id(), offer.no()));
                nextIndex.computeIfPresent(merchant.id(), (id, at) -> at.plus(offer.no(), reach));
            }
        }
        return new AudienceIndex(compiled, next, nextMerchants, nextOffers, nextIndex);
    }

    boolean olderThan(Duration age) {
        return System.nanoTime() - compiled > age.toNanos();
    }

    Look look() {
        return look;
    }

    Map<UUID, Merchant> merchants() {
        return merchants;
    }

    /** Whether the offer with this number belongs to some other merchant. */
    public boolean hasElsewhere(int offerNo, UUID merchantId) {
        return offers.values().stream()
                .anyMatch(placed -> placed.no() == offerNo && !placed.merchant().equals(merchantId));
    }

    /** Null for a merchant that came after this index was compiled: bring the index up to date. */
    public @Nullable AtMerchant at(UUID merchantId) {
        return index.get(merchantId);
    }
}
