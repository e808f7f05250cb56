package io.eligo.catalog;

import org.jspecify.annotations.Nullable;

/** What one snapshot has of an offer, and what the next one has, at least one of them; both in the same slot. */
record OfferChange(
        int slot, @Nullable CatalogOffer before, @Nullable CatalogOffer after) {
    /** Not where it was deleted and inserted again with the same id, which is another number. */
    boolean keepsItsNumber() {
        return before != null
                && after != null
                && before.offer().no() == after.offer().no();
    }

    boolean sameTexts() {
        return before != null && after != null && before.texts().equals(after.texts());
    }
}
