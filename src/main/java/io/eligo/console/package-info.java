/**
 * What operators and support ask and do: pages at {@code /console}, and their part of GraphQL. It owns that part of the schema,
 * the pages' sign-in, the audit ({@code operator_action}) and the charts' {@code sample}; whatever else it changes, another room
 * does.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "graphql",
            "security",
            "roles",
            "rules",
            "outbox",
            "catalog",
            "customers",
            "grants",
            "offers",
            "jobs",
            "jobs :: life"
        })
package io.eligo.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
