/**
 * The queue of what is to be recomputed: {@code outbox_event}, written by triggers in the transaction of whoever changes a
 * source table. It owns that table, the trail of what has left it, and the deferrals during which events wait, and says what to
 * recompute, never what changed; it does not know what recomputing is.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"copy", "platform"})
package io.eligo.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
