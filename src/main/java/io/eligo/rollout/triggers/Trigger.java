package io.eligo.rollout.triggers;

import java.time.Duration;

/**
 * A trigger and its settings.
 *
 * @param watched whether it may switch off and must be good before a schedule goes forward; false if an operator leaves it out
 * @param window length of its windows, a multiple of five seconds
 * @param minimumSample smallest sample of a window that gives a verdict
 * @param bound value beyond which a window is bad, in the unit of the metric
 * @param badWindows how many of the last windows must be bad
 * @param ofWindows how many of the last windows count
 */
public record Trigger(
        TriggerMetric metric,
        boolean watched,
        Duration window,
        long minimumSample,
        double bound,
        int badWindows,
        int ofWindows) {}
