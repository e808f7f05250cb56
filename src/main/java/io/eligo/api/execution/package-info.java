/**
 * Writes responses: property fetching, compiled serialization plans, and JSON fragments that are cached between requests. {@code
 * docs/architecture/requests.md} follows one document from its text to the bytes of the answer.
 */
@NullMarked
package io.eligo.api.execution;

import org.jspecify.annotations.NullMarked;
