/** The offers of one user that match a filter, as every read path shows them: what the queries ask of a path and what it answers. */
@NullMarked
package io.eligo.feed.visible;

import org.jspecify.annotations.NullMarked;
