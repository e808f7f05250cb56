/**
 * The queue of grants to recompute: {@code outbox_event}, written by triggers in the transaction that changes a
 * source table. The module owns that table, {@code truncated_source} (which tables were truncated), {@code outbox_done} (the history of
 * processed events) and {@code deferral}. Two statements read an offer's merchant from {@code offer}, a table of {@code catalog}. An event
 * says what to recompute, not what changed; the module does not know how grants are recomputed.
 *
 * <p>{@code docs/architecture/states.md} draws the life of an event. Its statements:
 *
 * <ul>
 *   <li>{@code LeaseSelection} says which events a lease takes; {@link io.eligo.outbox.Leases} takes, renews and releases them, and
 *       {@link io.eligo.outbox.EventDeferrals} keeps events from being leased;
 *   <li>{@link io.eligo.outbox.Outbox} completes and settles events; {@link io.eligo.outbox.EventHistory} moves the events that meet an
 *       {@link io.eligo.outbox.EventCondition} from the queue to the history;
 *   <li>{@link io.eligo.outbox.EventFailures} retries, splits and parks events; {@code outbox.inspect.ParkedEvents} retries and discards parked
 *       ones;
 *   <li>{@link io.eligo.outbox.OutboxErasure} removes a user from all of them.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "copy",
            "metrics",
            "platform",
            "platform :: connections",
            "platform :: threads",
            "tracing"
        })
package io.eligo.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
