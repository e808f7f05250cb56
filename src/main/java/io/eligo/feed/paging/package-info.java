/** Cursors and pages of ordered lists, forwards and backwards. */
@NullMarked
package io.eligo.feed.paging;

import org.jspecify.annotations.NullMarked;
