/**
 * What a user may see now, over GraphQL: the user's grants merged with the broad offers, the live ones kept, filtered and paged.
 * The module owns the clock that decides windows; it stores nothing. It does not decide who is granted what: {@code rules} do,
 * through {@code grants} and {@code catalog}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "api",
            "catalog",
            "catalog :: index",
            "grants",
            "grants :: store",
            "outbox",
            "rules",
            "rules :: vocabulary"
        })
package io.eligo.feed;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
