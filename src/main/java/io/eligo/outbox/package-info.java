/**
 * The queue of grants to recompute: {@code outbox_event}, written by triggers in the transaction that changes a
 * source table. The module owns that table, the history of processed events, and the deferrals. An event says what to
 * recompute, not what changed; the module does not know how grants are recomputed.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"copy", "metrics", "platform", "platform :: connections", "platform :: threads"})
package io.eligo.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
