/**
 * Connections apart from the main pool, and reads in one snapshot. A component that must continue while the main pool is in use takes
 * its connections from here. {@code ShadowConnections} redirects the statements of all modules on its thread to its own pool, so the
 * work that it runs must not pass statements to another thread.
 */
@NullMarked
@NamedInterface("connections")
package io.eligo.platform.connections;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
