package io.eligo.catalog.index;

import org.jspecify.annotations.Nullable;

/** What one snapshot has of an offer, and what the next one has, at least one of them; both in the same slot. */
public record OfferDiff(
        int slot, @Nullable CatalogOffer before, @Nullable CatalogOffer after) {
    /** Not where it was deleted and inserted again with the same id, which is another number. */
    boolean hasSameNumber() {
        return before != null
                && after != null
                && before.offer().no() == after.offer().no();
    }

    boolean hasSameTexts() {
        return before != null && after != null && before.searchTexts().equals(after.searchTexts());
    }
}
