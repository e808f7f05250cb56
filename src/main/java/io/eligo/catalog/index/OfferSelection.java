package io.eligo.catalog.index;

import io.eligo.rules.vocabulary.OfferType;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A selection of the offers of one snapshot. Each added condition narrows it. Immutable. */
public final class OfferSelection {
    private final OrderedIndex<?, CatalogOffer> offers;
    private final OfferIndexes indexes;
    private final @Nullable BitSet slots;
    private final @Nullable String text;

    private OfferSelection(
            OrderedIndex<?, CatalogOffer> offers, OfferIndexes indexes, @Nullable BitSet slots, @Nullable String text) {
        this.offers = offers;
        this.indexes = indexes;
        this.slots = slots;
        this.text = text;
    }

    public static OfferSelection all(OrderedIndex<?, CatalogOffer> offers, OfferIndexes indexes) {
        return new OfferSelection(offers, indexes, null, null);
    }

    public OfferSelection withType(OfferType type) {
        return intersect(indexes.byType().find(type));
    }

    /** Selects by merchant; a platform-wide offer matches by the merchant of one of its live outlets. */
    public OfferSelection withMerchant(UUID merchant) {
        return intersect(indexes.byMerchant().find(merchant));
    }

    /** Selects by the category of the merchant; a platform-wide offer matches by a merchant of one of its live outlets. */
    public OfferSelection withCategory(String category) {
        return intersect(indexes.byCategory().find(category));
    }

    /** Selects offers that have this outlet among their live outlets. */
    public OfferSelection withOutlet(UUID outlet) {
        return intersect(indexes.byOutlet().find(outlet));
    }

    /** Selects offers with a live tier whose percentage is in a range, both ends included; a null end is open. */
    public OfferSelection withPercentageBetween(@Nullable BigDecimal min, @Nullable BigDecimal max) {
        return intersect(indexes.byPercentage().findRange(min, max));
    }

    /**
     * Selects offers that contain a text. Call it once.
     *
     * @param folded not empty
     */
    public OfferSelection withText(String folded) {
        BitSet next = slots;
        for (PostingList each : SearchText.findCandidates(folded, indexes.byTrigram())) {
            next = intersect(next, each);
        }
        // An offer may contain the trigrams at different places, so {@link #contains} checks the text
        // of each candidate.
        return new OfferSelection(offers, indexes, next, folded);
    }

    public boolean contains(int position) {
        return slots == null
                || slots.get(offers.slotAt(position))
                        && (text == null || offers.get(position).containsText(text));
    }

    private OfferSelection intersect(PostingList others) {
        return new OfferSelection(offers, indexes, intersect(slots, others), text);
    }

    private static BitSet intersect(@Nullable BitSet slots, PostingList others) {
        var next = new BitSet();
        others.addTo(next);
        if (slots != null) {
            next.and(slots);
        }
        return next;
    }
}
