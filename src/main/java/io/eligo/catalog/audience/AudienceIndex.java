package io.eligo.catalog.audience;

import io.eligo.catalog.log.LogPoll;
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
 * Maps merchant and customer type to targeted offers. It is compiled from the decisions of the rules for every offer
 * and type, so that deciding a user's grants takes one look-up per relation. Immutable; it contains everything
 * committed before its {@code poll} of the log.
 *
 * <p>It depends only on the columns whose changes put an event into the outbox, so the grants that a change of the index affects
 * are recomputed. An offer whose window cannot be read is hidden
 * from readers, and keeps its grants.
 */
public final class AudienceIndex {
    // The poll before the index was compiled, and the last poll whose changes it contains.
    private final LogPoll compiledAfter;
    private final LogPoll poll;
    private final AudienceRows rows;
    private final Map<UUID, MerchantOffers> index;

    private AudienceIndex(LogPoll compiledAfter, LogPoll poll, AudienceRows rows, Map<UUID, MerchantOffers> index) {
        this.compiledAfter = compiledAfter;
        this.poll = poll;
        this.rows = rows;
        this.index = index;
    }

    /** A merchant's number and its targeted offers. */
    public static final class MerchantOffers {
        private final int merchantNo;
        private final int[][] offerNosByLevel;

        private MerchantOffers(int merchantNo, Collection<TargetedOffer> offers) {
            this.merchantNo = merchantNo;
            CustomerType[] types = CustomerType.values();
            this.offerNosByLevel = new int[types.length][];
            for (CustomerType type : types) {
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

        /** Numbers of the targeted offers granted to users of this type, ascending; the array must not be changed. */
        public int[] offerNos(CustomerType type) {
            return offerNosByLevel[type.level()];
        }
    }

    public static AudienceIndex compile(LogPoll poll, AudienceRows rows) {
        return new AudienceIndex(
                poll, poll, rows, index(rows, rows.merchantNos().keySet()));
    }

    /**
     * Returns this index with some merchants and offers replaced. The affected merchants are recomputed completely,
     * because a merchant that was deleted and inserted again with its id has another number.
     *
     * @param oldMerchants ids of changed merchants, which may be deleted or new; the existing ones
     *     are in {@code fresh}
     * @param oldOffers ids of changed offers, which may be deleted or new; the existing ones are in {@code fresh}
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

    /** Returns the index entries of those of {@code merchants} that exist. */
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

    /** Measured by the database's clock, which does not stop while this machine sleeps. */
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

    /** Returns whether the offer with this number belongs to another merchant. */
    public boolean belongsToOtherMerchant(int offerNo, UUID merchantId) {
        return rows.offers().values().stream()
                .anyMatch(offer -> offer.no() == offerNo && !offer.merchant().equals(merchantId));
    }

    /** Returns null for a merchant that does not exist, or was inserted after this index was refreshed. */
    public @Nullable MerchantOffers findMerchant(UUID merchantId) {
        return index.get(merchantId);
    }
}
