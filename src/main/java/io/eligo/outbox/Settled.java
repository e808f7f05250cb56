package io.eligo.outbox;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events that a full rebuild has settled.
 *
 * @param events how many
 * @param users whom they named; null if that was everybody, or more than {@link #MOST_NAMED}
 */
public record Settled(int events, @Nullable Set<UUID> users) {
    static final int MOST_NAMED = 100_000;
}
