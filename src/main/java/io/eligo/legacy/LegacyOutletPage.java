package io.eligo.legacy;

import io.eligo.legacy.LegacyOffer.LegacyOutlet;
import java.util.List;

/**
 * A page of the outlets of all offers of a feed.
 *
 * @param outlets by folded name, then id
 * @param hasPrevious whether outlets precede the page
 * @param hasNext whether outlets follow the page
 * @param total the number of outlets on all pages
 */
public record LegacyOutletPage(List<LegacyOutlet> outlets, boolean hasPrevious, boolean hasNext, int total) {
    static final LegacyOutletPage EMPTY = new LegacyOutletPage(List.of(), false, false, 0);

    public LegacyOutletPage {
        outlets = List.copyOf(outlets);
    }
}
