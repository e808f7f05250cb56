package io.eligo.legacy;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * An offer as one user sees it. {@code type}: the term of docs/rules.md. {@code outlets}: the live outlets, by folded name, then
 * id; never empty. {@code tiers}, {@code rewards}: those that count and that the user reaches; empty if the type has none.
 */
public record LegacyOffer(String type, LegacyFeedKey key, List<UUID> outlets, Set<UUID> tiers, Set<UUID> rewards) {
    public LegacyOffer {
        outlets = List.copyOf(outlets);
        tiers = Set.copyOf(tiers);
        rewards = Set.copyOf(rewards);
    }
}
