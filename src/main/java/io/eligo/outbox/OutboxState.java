package io.eligo.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The queue at a glance.
 *
 * @param pending events that are not done, without the parked ones
 * @param oldestAge of those, the time since the oldest was written; null if there is none
 * @param parked events that wait for an operator
 * @param deferred of the pending ones, how many wait for the end of a deferral
 */
public record OutboxState(long pending, @Nullable Duration oldestAge, long parked, long deferred) {}
