/** What operators ask and do over GraphQL. It owns its part of the schema and the audit ({@code operator_action}); whatever else it changes, another room does. */
@NullMarked
@ApplicationModule(allowedDependencies = {"graphql", "grants", "jobs", "jobs :: life", "outbox"})
package io.eligo.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
