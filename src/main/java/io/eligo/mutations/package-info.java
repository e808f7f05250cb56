/**
 * Mutations over GraphQL: offers, spending, customer types, erasure. Each mutation is validated, runs in one transaction, and
 * returns its freshness token; an error names the argument at fault. The module owns its part of the schema ({@code changes.graphqls}) and the table
 * {@code erasure_key}. The other tables are written by the modules that own them, whose triggers capture the changes.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "api",
            "catalog :: editing",
            "customers",
            "grants",
            "outbox",
            "rules",
            "rules :: vocabulary",
            "security",
            "tracing"
        })
package io.eligo.mutations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
