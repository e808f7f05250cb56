/** The precomputed path: stored grants and broad offers, evaluated by position in one snapshot of the catalogue, without SQL. */
@NullMarked
package io.eligo.feed.precomputed;

import org.jspecify.annotations.NullMarked;
