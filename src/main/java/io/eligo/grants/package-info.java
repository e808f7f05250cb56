/**
 * The materialised grants: the table {@code user_grants}, one row per known user.
 * {@link io.eligo.grants.GrantsReconciler} and {@link io.eligo.grants.OfferGrantsReconciler} compare desired with stored grants,
 * write the differences, and evict the cached copies of changed rows. The erasure of a user deletes its row
 * ({@link io.eligo.grants.Grants#erase}). No other module writes the table. The module decides nothing itself: the rules do, through the
 * catalogue's audience index. {@code docs/architecture/grants.md} has the protocol.
 *
 * <p>Where to change what: how grants follow from relations, {@code GrantsCalculator}; when users are locked, read and decided
 * again, {@code ReconcilePlanner}; what is written for a difference, {@code RowWrites}; the statements, {@code GrantsTable}.
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
            "rules :: vocabulary",
            "tracing"
        })
package io.eligo.grants;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
