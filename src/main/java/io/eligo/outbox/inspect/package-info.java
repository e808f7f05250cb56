/**
 * What the queue and its history say, for operators, rebuilds and comparisons: pending and parked events, the status of one change
 * by its token, and which grants the events name. Also retries and discards parked events.
 */
@NullMarked
@NamedInterface("inspect")
package io.eligo.outbox.inspect;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
