/**
 * Changes over GraphQL: offers, spending, customer types, erasure. It reads what callers wrote and says what is wrong with it,
 * by the argument's name; each change is one transaction and answers with its freshness token. It owns its part of the schema
 * and the table {@code erasure_key}: the modules that own the other tables write them, and triggers do the rest.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"graphql", "catalog", "customers", "grants", "outbox", "rules"})
package io.eligo.changes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
