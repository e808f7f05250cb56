package io.eligo.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Summary of the queue.
 *
 * @param pending the number of events that are not completed, without parked ones
 * @param oldestAge the time since the oldest pending event was written; null if there is none
 * @param parked the number of events that wait for an operator
 * @param deferred the number of pending events that wait for the end of a deferral
 */
public record OutboxState(long pending, @Nullable Duration oldestAge, long parked, long deferred) {}
