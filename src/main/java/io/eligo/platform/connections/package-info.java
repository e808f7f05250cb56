/**
 * Connections apart from the main pool, and reads in one snapshot. A component that must continue while the main pool is in use takes
 * its connections from here.
 *
 * <p>{@code ShadowConnections.call} and {@code ReservedConnections.run} redirect all statements and transactions on the main pool that the
 * calling thread executes, of every module, to a connection of their own pool; the modules do not notice. The rules for work that runs in
 * them:
 *
 * <ul>
 *   <li>The caller has no transaction on the main pool.
 *   <li>The work hands no statement to another thread: there it would use the main pool, and other data than the snapshot.
 *   <li>There is one connection. A transaction that suspends another one would take a second one, of the main pool; so the work uses {@code
 *       PROPAGATION_REQUIRED} within a transaction.
 * </ul>
 */
@NullMarked
@NamedInterface("connections")
package io.eligo.platform.connections;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
