package io.eligo.catalog;

import io.eligo.rules.OfferType;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The offers of one snapshot that meet some conditions; each that is added leaves only those that meet it too. Immutable. */
public final class Selection {
    private final Ranking<?, CatalogOffer> offers;
    private final OfferIndexes indexes;
    private final @Nullable BitSet slots;
    private final @Nullable String text;

    private Selection(
            Ranking<?, CatalogOffer> offers, OfferIndexes indexes, @Nullable BitSet slots, @Nullable String text) {
        this.offers = offers;
        this.indexes = indexes;
        this.slots = slots;
        this.text = text;
    }

    static Selection all(Ranking<?, CatalogOffer> offers, OfferIndexes indexes) {
        return new Selection(offers, indexes, null, null);
    }

    public Selection ofType(OfferType type) {
        return narrowed(indexes.type().at(type));
    }

    /** Of a platform-wide offer, the merchant of one of its live outlets. */
    public Selection ofMerchant(UUID merchant) {
        return narrowed(indexes.merchant().at(merchant));
    }

    /** As for {@link #ofMerchant}. */
    public Selection ofCategory(String category) {
        return narrowed(indexes.category().at(category));
    }

    /** With this one among the live outlets. */
    public Selection atOutlet(UUID outlet) {
        return narrowed(indexes.outlet().at(outlet));
    }

    /** With a live tier of a percentage between these, both included; null is open. */
    public Selection paying(@Nullable BigDecimal min, @Nullable BigDecimal max) {
        return narrowed(indexes.percentage().between(min, max));
    }

    /** @param folded not empty; called once */
    public Selection mentioning(String folded) {
        BitSet next = slots;
        for (Slots each : SearchedText.narrowing(folded, indexes.gram())) {
            next = narrowed(next, each);
        }
        // The grams may be there, and not behind each other: who is asked for is looked at.
        return new Selection(offers, indexes, next, folded);
    }

    public boolean has(int position) {
        return slots == null
                || slots.get(offers.slotAt(position))
                        && (text == null || offers.thing(position).mentions(text));
    }

    private Selection narrowed(Slots others) {
        return new Selection(offers, indexes, narrowed(slots, others), text);
    }

    private static BitSet narrowed(@Nullable BitSet slots, Slots others) {
        var next = new BitSet();
        others.addTo(next);
        if (slots != null) {
            next.and(slots);
        }
        return next;
    }
}
