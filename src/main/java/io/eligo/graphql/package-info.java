/**
 * What every room that speaks GraphQL needs: the door, the scalars, ids, scopes, and one shape for every error. It owns
 * {@code POST /graphql} and no field of the schema, and knows neither offers nor users.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.eligo.graphql;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
