/**
 * The query-time path: the feed by the resolver of {@code legacy}, in statements over the source tables, and the bound on how many
 * requests run such statements at once.
 */
@NullMarked
package io.eligo.feed.querytime;

import org.jspecify.annotations.NullMarked;
