/**
 * The switch {@code optimized-offers-resolver}: which users the precomputed path answers and which the query-time resolver;
 * the triggers that switch it off; and schedules that change it step by step. The module owns the
 * tables {@code rollout} and {@code rollout_user} (the switch), {@code rollout_measurement}, {@code rollout_trigger}, {@code
 * rollout_window}, {@code rollout_trip}, {@code rollout_schedule} and {@code shadow_case}. It must not answer queries itself: {@code
 * feed} does.
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
