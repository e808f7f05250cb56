package io.eligo.catalog.index;

import org.jspecify.annotations.Nullable;

/** An offer in one snapshot and in the next one, in the same slot; at least one is not null. */
public record OfferChange(
        int slot, @Nullable CatalogOffer before, @Nullable CatalogOffer after) {
    /** False if the offer was deleted and inserted again with the same id, because it has another number then. */
    boolean hasSameNumber() {
        return before != null
                && after != null
                && before.offer().no() == after.offer().no();
    }

    boolean hasSameTexts() {
        return before != null && after != null && before.searchTexts().equals(after.searchTexts());
    }
}
