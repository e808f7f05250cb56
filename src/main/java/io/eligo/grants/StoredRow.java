package io.eligo.grants;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code user_grants}, as far as it was read. */
sealed interface StoredRow permits Fingerprint, StoredGrants {
    UUID userId();

    boolean holds(UserGrants grants);

    /** Null if they were not read. */
    int @Nullable [] offers();
}
