/**
 * The offers that a user may see now, over GraphQL: the grants of the user merged with the broad offers, reduced to live
 * offers, filtered and paged. The module stores nothing. It does not decide grants: {@code rules} does, through {@code grants} and
 * {@code catalog}. The clock that decides windows is a bean of {@code platform}; each page takes the instant from it once.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "api",
            "catalog",
            "catalog :: index",
            "customers",
            "grants",
            "grants :: store",
            "legacy",
            "metrics",
            "outbox",
            "outbox :: inspect",
            "platform",
            "platform :: clock",
            "platform :: connections",
            "platform :: threads",
            "rollout",
            "rollout :: measurement",
            "rollout :: shadow",
            "rules",
            "rules :: vocabulary",
            "security",
            "tracing"
        })
package io.eligo.feed;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
