/**
 * The switch {@code optimized-offers-resolver}: which users the precomputed path answers and which the query-time resolver. The
 * module owns the tables {@code rollout} and {@code rollout_user}. It must not answer queries itself: {@code feed} does.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"customers", "jobs", "platform", "rules"})
package io.eligo.rollout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
