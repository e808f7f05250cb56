package io.eligo.outbox;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events that a full rebuild has settled.
 *
 * @param eventCount the number of events
 * @param users the users they named; null if they named all users, or more than {@link #MAX_USERS}
 */
public record SettleResult(int eventCount, @Nullable Set<UUID> users) {
    static final int MAX_USERS = 100_000;
}
