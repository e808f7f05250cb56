/**
 * {@code POST /graphql}: the HTTP endpoint, the configuration of the engine, the scalars, and one shape for every error.
 */
@NullMarked
package io.eligo.api.endpoint;

import org.jspecify.annotations.NullMarked;
