/** The log {@code catalog_change} that the catalogue follows: polls, snapshots and pruning. */
@NullMarked
package io.eligo.catalog.log;

import org.jspecify.annotations.NullMarked;
