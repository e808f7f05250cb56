/** {@code POST /graphql}: the HTTP endpoint, the configuration of the engine, the scalars, and the common format of errors. */
@NullMarked
package io.eligo.api.endpoint;

import org.jspecify.annotations.NullMarked;
