/** What operators ask and do over GraphQL. It owns its part of the schema and no table; whatever it changes, another room does. */
@NullMarked
@ApplicationModule(allowedDependencies = {"graphql", "grants", "outbox"})
package io.eligo.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
