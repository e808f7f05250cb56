package io.eligo.grants.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code user_grants}, as far as it was read. */
public sealed interface StoredRow permits RowFingerprint, StoredGrants {
    UUID userId();

    boolean matches(UserGrants grants);

    /** Null if they were not read. */
    int @Nullable [] offers();
}
