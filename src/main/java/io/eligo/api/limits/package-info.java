/**
 * Limits of one request: size of numbers and texts, depth and complexity of documents, bytes and fields of the response, time.
 * Each limit is checked before the work that it bounds.
 */
@NullMarked
package io.eligo.api.limits;

import org.jspecify.annotations.NullMarked;
