package io.eligo.legacy;

import java.util.UUID;

/** The position of an outlet in the list of outlets: by folded name, then by id. The outlet may no longer exist. */
public record LegacyOutletKey(String foldedName, UUID id) {
    private static final UUID LAST_ID = new UUID(-1, -1);

    /** The last position not after this one whose name PostgreSQL can store: no name contains U+0000. */
    LegacyOutletKey storable() {
        int end = foldedName.indexOf(0);
        return end < 0 ? this : new LegacyOutletKey(foldedName.substring(0, end), LAST_ID);
    }
}
