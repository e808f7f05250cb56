package io.eligo.catalog;

import io.eligo.rules.FeedKey;
import io.eligo.rules.Folded;
import java.util.UUID;

/** The order of outlets: by folded name, then by id as unsigned bytes. */
public record OutletKey(String foldedName, UUID id) implements Comparable<OutletKey> {
    @Override
    public int compareTo(OutletKey other) {
        int byName = Folded.compare(foldedName, other.foldedName);
        return byName != 0 ? byName : FeedKey.compare(id, other.id);
    }
}
