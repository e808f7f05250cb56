package io.eligo.catalog.audience;

import io.eligo.catalog.log.CatalogLog.LogPoll;
import io.eligo.catalog.source.IdSelector;
import io.eligo.catalog.source.TargetedOffer;
import io.eligo.rules.vocabulary.CustomerType;
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
 * user's grants is then a look-up a relation. Immutable; it is not older than its {@code poll} at the log.
 *
 * <p>It depends on the columns whose changes put an event into the outbox and on no others. What makes an offer unreadable to the
 * readers alone, such as its window, leaves its grants as they are.
 */
public final class AudienceIndex {
    private static final int LEVELS = CustomerType.values().length;

    // The look that it was compiled after, by the database's clock, and the last one.
    private final LogPoll compiledAfter;
    private final LogPoll poll;
    private final AudienceRows rows;
    private final Map<UUID, MerchantOffers> index;

    private AudienceIndex(LogPoll compiled, LogPoll poll, AudienceRows rows, Map<UUID, MerchantOffers> index) {
        this.compiledAfter = compiled;
        this.poll = poll;
        this.rows = rows;
        this.index = index;
    }

    /** A merchant's number and its targeted offers. */
    public static final class MerchantOffers {
        private final int merchantNo;
        private final int[][] offerNosByLevel;

        private MerchantOffers(int no, Collection<TargetedOffer> offers) {
            this.merchantNo = no;
            this.offerNosByLevel = new int[LEVELS][];
            for (CustomerType type : CustomerType.values()) {
                offerNosByLevel[type.level()] = offers.stream()
                        .filter(offer -> offer.grantedTypes().isStored(type))
                        .mapToInt(TargetedOffer::no)
                        .sorted()
                        .toArray();
            }
        }

        public int merchantNo() {
            return merchantNo;
        }

        /** The targeted offers that users of this type are granted, ascending; not to be changed by the caller. */
        public int[] offerNos(CustomerType type) {
            return offerNosByLevel[type.level()];
        }
    }

    public static AudienceIndex compile(LogPoll poll, AudienceRows rows) {
        return new AudienceIndex(
                poll, poll, rows, index(rows, rows.merchantNos().keySet()));
    }

    /**
     * This index with some things replaced. Merchants that this touches are worked out from nothing: one that was deleted and
     * inserted again with its id has another number.
     *
     * @param oldMerchants may be gone or new; those that are there are among {@code fresh}
     * @param oldOffers likewise
     */
    AudienceIndex with(LogPoll next, IdSelector oldMerchants, IdSelector oldOffers, AudienceRows fresh) {
        AudienceRows nextRows = rows.with(oldMerchants, oldOffers, fresh);
        var touched = new HashSet<>(oldMerchants.requireIds());
        for (UUID offer : oldOffers.requireIds()) {
            addMerchant(rows.offers().get(offer), touched);
            addMerchant(nextRows.offers().get(offer), touched);
        }
        var nextIndex = new HashMap<>(index);
        nextIndex.keySet().removeAll(touched);
        nextIndex.putAll(index(nextRows, touched));
        return new AudienceIndex(compiledAfter, next, nextRows, nextIndex);
    }

    private static void addMerchant(@Nullable TargetedOffer offer, Set<UUID> merchants) {
        if (offer != null) {
            merchants.add(offer.merchant());
        }
    }

    /** What the index says of those of {@code merchants} that are there. */
    private static Map<UUID, MerchantOffers> index(AudienceRows rows, Set<UUID> merchants) {
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
        var index = new HashMap<UUID, MerchantOffers>();
        ofMerchants.forEach((merchant, own) ->
                index.put(merchant, new MerchantOffers(rows.merchantNos().getOrDefault(merchant, 0), own)));
        return index;
    }

    /** By the database's clock, which does not stand still while this machine sleeps. */
    boolean isOlderThan(Duration age, LogPoll now) {
        return Duration.between(compiledAfter.databaseTime(), now.databaseTime())
                        .abs()
                        .compareTo(age)
                > 0;
    }

    public LogPoll poll() {
        return poll;
    }

    public AudienceRows rows() {
        return rows;
    }

    public Map<UUID, MerchantOffers> index() {
        return index;
    }

    /** Whether the offer with this number belongs to some other merchant. */
    public boolean belongsToOtherMerchant(int offerNo, UUID merchantId) {
        return rows.offers().values().stream()
                .anyMatch(offer -> offer.no() == offerNo && !offer.merchant().equals(merchantId));
    }

    /** Null for a merchant that is not there, or came after this index was brought up to date. */
    public @Nullable MerchantOffers findMerchant(UUID merchantId) {
        return index.get(merchantId);
    }
}
