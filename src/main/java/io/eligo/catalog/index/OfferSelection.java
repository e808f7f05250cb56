package io.eligo.catalog.index;

import io.eligo.rules.vocabulary.OfferType;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The offers of one snapshot that meet some conditions; each that is added leaves only those that meet it too. Immutable. */
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

    /** Of a platform-wide offer, the merchant of one of its live outlets. */
    public OfferSelection withMerchant(UUID merchant) {
        return intersect(indexes.byMerchant().find(merchant));
    }

    /** As for {@link #withMerchant}. */
    public OfferSelection withCategory(String category) {
        return intersect(indexes.byCategory().find(category));
    }

    /** With this one among the live outlets. */
    public OfferSelection withOutlet(UUID outlet) {
        return intersect(indexes.byOutlet().find(outlet));
    }

    /** With a live tier of a percentage between these, both included; null is open. */
    public OfferSelection withPercentageBetween(@Nullable BigDecimal min, @Nullable BigDecimal max) {
        return intersect(indexes.byPercentage().findRange(min, max));
    }

    /** @param folded not empty; called once */
    public OfferSelection withText(String folded) {
        BitSet next = slots;
        for (PostingList each : SearchText.findCandidates(folded, indexes.byTrigram())) {
            next = intersect(next, each);
        }
        // The grams may be there, and not behind each other: who is asked for is looked at.
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
