/**
 * What one request may cost: sizes of numbers and texts, depth and complexity of documents, bytes and fields of the answer, time.
 * Each limit is checked before the work that it bounds.
 */
@NullMarked
package io.eligo.api.limits;

import org.jspecify.annotations.NullMarked;
