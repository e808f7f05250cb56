/**
 * The log {@code catalog_change} that the catalogue follows: polls, snapshots and pruning. {@code docs/architecture/catalog.md}
 * shows with two transactions why a poll compares snapshots and does not ask for numbers above the last one. {@code LogPosition} says
 * whether a poll has found all changes since the one before.
 */
@NullMarked
package io.eligo.catalog.log;

import org.jspecify.annotations.NullMarked;
