/**
 * Changes over GraphQL: offers, spending, customer types, erasure. Each change is validated, runs in one transaction, and answers
 * with its freshness token; an error names the argument at fault. The module owns its part of the schema and the table
 * {@code erasure_key}; the modules that own the other tables write them, and triggers do the rest.
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
            "rules :: vocabulary"
        })
package io.eligo.mutations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
