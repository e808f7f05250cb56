/** Reads that wait until a change is visible, by its freshness token, and the freshness that a response reports. */
@NullMarked
package io.eligo.feed.freshness;

import org.jspecify.annotations.NullMarked;
