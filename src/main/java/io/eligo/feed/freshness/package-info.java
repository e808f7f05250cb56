/**
 * Reads that wait until a change is visible, by its freshness token, and what an answer says of its own freshness.
 */
@NullMarked
package io.eligo.feed.freshness;

import org.jspecify.annotations.NullMarked;
