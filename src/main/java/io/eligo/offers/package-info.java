/**
 * What a user may see now, over GraphQL: the user's grants merged with the broad offers, the live ones kept, filtered and
 * paged. It owns the cursors and the clock that decides windows; it stores nothing. It must not decide who is granted what:
 * the rules do, through grants and catalogue.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"graphql", "grants", "catalog", "outbox", "rules"})
package io.eligo.offers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
