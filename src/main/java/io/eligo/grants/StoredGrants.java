package io.eligo.grants;

import java.util.UUID;

/** One row of {@code user_grants}. */
record StoredGrants(UUID userId, UserGrants grants) {}
