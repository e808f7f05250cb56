/**
 * The materialised grants: the table {@code user_grants}, one row per known user.
 * {@link io.eligo.grants.GrantsReconciler} and {@link io.eligo.grants.OfferGrantsReconciler} are the only writers: they
 * compare desired with stored grants, write the differences, and evict the cached copies of changed rows. No other
 * module writes the table or chooses which cached grants to evict. The module decides nothing itself: the rules do,
 * through the catalogue's audience index.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "cache",
            "catalog",
            "catalog :: audience",
            "copy",
            "customers",
            "metrics",
            "platform",
            "rules",
            "rules :: vocabulary"
        })
package io.eligo.grants;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
