package io.eligo.catalog.index;

import io.eligo.rules.vocabulary.TextFolding;
import io.eligo.rules.vocabulary.UuidOrder;
import java.util.UUID;

/** Order of outlets: by folded name, then by id as unsigned bytes. */
public record OutletKey(String foldedName, UUID id) implements Comparable<OutletKey> {
    @Override
    public int compareTo(OutletKey other) {
        int byName = TextFolding.compareByCodePoint(foldedName, other.foldedName);
        return byName != 0 ? byName : UuidOrder.compare(id, other.id);
    }
}
