/**
 * The queue of grants to recompute: {@code outbox_event}, written by triggers in the transaction that changes a
 * source table. The module owns that table, {@code truncated_source} (which tables were truncated), {@code outbox_done} (the history of
 * processed events) and {@code deferral}. Two statements read an offer's merchant from {@code offer}, a table of {@code catalog}. An event
 * says what to recompute, not what changed; the module does not know how grants are recomputed.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"copy", "metrics", "platform", "platform :: connections", "platform :: threads"})
package io.eligo.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
