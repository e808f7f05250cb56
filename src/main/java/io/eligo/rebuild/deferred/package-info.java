/**
 * Revocations of a rebuild that wait for the loss guard: their table, their diffs in memory, and the users of a deferred batch when they
 * are written at last.
 */
@NullMarked
package io.eligo.rebuild.deferred;

import org.jspecify.annotations.NullMarked;
