/**
 * The log {@code catalog_change} that the catalogue follows: positions, snapshots, and what was pruned.
 */
@NullMarked
package io.eligo.catalog.log;

import org.jspecify.annotations.NullMarked;
