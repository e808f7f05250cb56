package io.eligo.rollout.triggers;

import java.time.Instant;

/**
 * A trigger that switched the precomputed path off.
 *
 * @param description value, bound and windows in one sentence
 */
public record Trip(
        long id, Instant at, TriggerMetric metric, double value, double bound, long sample, String description) {}
