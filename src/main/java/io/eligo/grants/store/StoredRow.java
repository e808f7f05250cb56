package io.eligo.grants.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code user_grants}: complete, or its fingerprint only. */
public sealed interface StoredRow permits RowFingerprint, StoredGrants {
    UUID userId();

    boolean matches(UserGrants grants);

    /** Offer numbers of the row; null if only its fingerprint was read. */
    int @Nullable [] offers();
}
