/**
 * Changes over GraphQL: offers, spending, customer types, erasure. It reads what callers wrote and says what is wrong with it,
 * by the argument's name; each change is one transaction and answers with its freshness token. It owns its part of the schema
 * and no table: the rooms that own the tables write them, and triggers tell the rest of the house.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"graphql", "catalog", "customers", "grants", "jobs", "outbox", "rules"})
package io.eligo.changes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
