/**
 * Connections apart from the main pool, and reads in one snapshot. A component that must continue while the main pool is in use takes
 * its connections from here.
 */
@NullMarked
@NamedInterface("connections")
package io.eligo.platform.connections;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
