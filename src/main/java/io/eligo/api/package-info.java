/**
 * Public API of the modules that serve GraphQL: errors for the caller, ids, scopes, and the types whose values are
 * written as JSON. The sub-packages implement the endpoint {@code POST /graphql}. The module owns no field of the
 * schema and does not depend on offers or users.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"metrics", "platform", "security", "tracing"})
package io.eligo.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
