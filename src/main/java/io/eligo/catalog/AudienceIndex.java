package io.eligo.catalog;

import io.eligo.catalog.CatalogLog.Look;
import io.eligo.rules.CustomerType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Merchant and customer type to targeted offers, compiled from what the rules answer for every offer and type: deciding a
 * user's grants is then a look-up a relation. Immutable; it is not older than its {@code look} at the log.
 *
 * <p>It depends on the columns whose changes put an event into the outbox and on no others. What makes an offer unreadable to the
 * readers alone, such as its window, leaves its grants as they are.
 */
public final class AudienceIndex {
    private static final int LEVELS = CustomerType.values().length;

    // The look that it was compiled after, by the database's clock, and the last one.
    private final Look compiled;
    private final Look look;
    private final AudienceRows rows;
    private final Map<UUID, AtMerchant> index;

    private AudienceIndex(Look compiled, Look look, AudienceRows rows, Map<UUID, AtMerchant> index) {
        this.compiled = compiled;
        this.look = look;
        this.rows = rows;
        this.index = index;
    }

    /** A merchant's number and its targeted offers. */
    public static final class AtMerchant {
        private final int no;
        private final int[][] byLevel;

        private AtMerchant(int no, Collection<TargetedOffer> offers) {
            this.no = no;
            this.byLevel = new int[LEVELS][];
            for (CustomerType type : CustomerType.values()) {
                byLevel[type.level()] = offers.stream()
                        .filter(offer -> offer.reach().stored(type))
                        .mapToInt(TargetedOffer::no)
                        .sorted()
                        .toArray();
            }
        }

        public int no() {
            return no;
        }

        /** The targeted offers that users of this type are granted, ascending; not to be changed by the caller. */
        public int[] offerNos(CustomerType type) {
            return byLevel[type.level()];
        }
    }

    static AudienceIndex compile(Look look, AudienceRows rows) {
        return new AudienceIndex(
                look, look, rows, index(rows, rows.merchantNos().keySet()));
    }

    /**
     * This index with some things replaced. Merchants that this touches are worked out from nothing: one that was deleted and
     * inserted again with its id has another number.
     *
     * @param oldMerchants may be gone or new; those that are there are among {@code fresh}
     * @param oldOffers likewise
     */
    AudienceIndex with(Look next, Which oldMerchants, Which oldOffers, AudienceRows fresh) {
        AudienceRows nextRows = rows.with(oldMerchants, oldOffers, fresh);
        var touched = new HashSet<>(oldMerchants.set());
        for (UUID offer : oldOffers.set()) {
            addMerchant(rows.offers().get(offer), touched);
            addMerchant(nextRows.offers().get(offer), touched);
        }
        var nextIndex = new HashMap<>(index);
        nextIndex.keySet().removeAll(touched);
        nextIndex.putAll(index(nextRows, touched));
        return new AudienceIndex(compiled, next, nextRows, nextIndex);
    }

    private static void addMerchant(@Nullable TargetedOffer offer, Set<UUID> merchants) {
        if (offer != null) {
            merchants.add(offer.merchant());
        }
    }

    /** What the index says of those of {@code merchants} that are there. */
    private static Map<UUID, AtMerchant> index(AudienceRows rows, Set<UUID> merchants) {
        var ofMerchants = new HashMap<UUID, List<TargetedOffer>>();
        for (UUID merchant : merchants) {
            if (rows.merchantNos().containsKey(merchant)) {
                ofMerchants.put(merchant, new ArrayList<>());
            }
        }
        for (TargetedOffer offer : rows.offers().values()) {
            List<TargetedOffer> own = ofMerchants.get(offer.merchant());
            if (own != null) {
                own.add(offer);
            }
        }
        var index = new HashMap<UUID, AtMerchant>();
        ofMerchants.forEach((merchant, own) ->
                index.put(merchant, new AtMerchant(rows.merchantNos().getOrDefault(merchant, 0), own)));
        return index;
    }

    /** By the database's clock, which does not stand still while this machine sleeps. */
    boolean isOlderThan(Duration age, Look now) {
        return Duration.between(compiled.at(), now.at()).abs().compareTo(age) > 0;
    }

    Look look() {
        return look;
    }

    AudienceRows rows() {
        return rows;
    }

    Map<UUID, AtMerchant> index() {
        return index;
    }

    /** Whether the offer with this number belongs to some other merchant. */
    public boolean hasElsewhere(int offerNo, UUID merchantId) {
        return rows.offers().values().stream()
                .anyMatch(offer -> offer.no() == offerNo && !offer.merchant().equals(merchantId));
    }

    /** Null for a merchant that is not there, or came after this index was brought up to date. */
    public @Nullable AtMerchant at(UUID merchantId) {
        return index.get(merchantId);
    }
}
