/** Queries on the queue and its history: pending and parked events, and the status of one change by its token. */
@NullMarked
@NamedInterface("inspect")
package io.eligo.outbox.inspect;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
