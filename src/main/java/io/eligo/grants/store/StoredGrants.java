package io.eligo.grants.store;

import java.util.UUID;

/** One row of {@code user_grants}. */
public record StoredGrants(UUID userId, UserGrants grants) implements StoredRow {
    @Override
    public boolean matches(UserGrants others) {
        return grants.equals(others);
    }

    @Override
    public int[] offers() {
        return grants.offerNos();
    }
}
