/**
 * The public API of everything that answers GraphQL: the caller's errors, ids, scopes, and the objects that JSON is written
 * from. The sub-packages are the endpoint {@code POST /graphql}. The module owns no field of the schema, and knows neither
 * offers nor users.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
