/**
 * The materialised product: {@code user_grants}, one row a known user, and {@link io.eligo.grants.Grants#reconcile}, the only
 * way into it: desired against actual, differences written, copies of those evicted. Writers and readers meet here and do not
 * know each other; nobody else writes the table or names whose copies go. It decides nothing itself: the rules do, through the
 * catalogue's index of audiences.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "cache",
            "catalog",
            "catalog :: audience",
            "copy",
            "customers",
            "rules",
            "rules :: vocabulary"
        })
package io.eligo.grants;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
