/** Writes responses: property fetching, compiled serialization plans, and JSON fragments that are cached between requests. */
@NullMarked
package io.eligo.api.execution;

import org.jspecify.annotations.NullMarked;
