/**
 * The switch {@code optimized-offers-resolver}: which users the precomputed path answers and which the query-time resolver;
 * the triggers that switch it off; and schedules that change it step by step. The module owns the tables {@code rollout…}. It
 * must not answer queries itself: {@code feed} does.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "customers",
            "metrics",
            "outbox",
            "platform",
            "platform :: connections",
            "platform :: threads",
            "rules"
        })
package io.eligo.rollout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
