package io.eligo.monitoring;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * A course of events in equal steps: {@code healthy} steps without a bad event, {@code faulty} steps in which {@code badShare} of
 * the events are bad, and {@code healed} steps again without one.
 */
record TestSteps(Duration step, int healthy, int faulty, int healed, double eventsPerStep, double badShare) {

    String totals() {
        return "0+%sx%d".formatted(number(eventsPerStep), healthy + faulty + healed);
    }

    String goodTotals() {
        return cumulative(eventsPerStep, eventsPerStep * (1 - badShare), eventsPerStep);
    }

    String badTotals() {
        return cumulative(0, eventsPerStep * badShare, 0);
    }

    /** The value after n of the steps of a phase continues from the last one of the phase before. */
    private String cumulative(double perHealthyStep, double perFaultyStep, double perHealedStep) {
        double atFault = perHealthyStep * healthy;
        double atEnd = atFault + perFaultyStep * faulty;
        return "0+%sx%d %s+%sx%d %s+%sx%d"
                .formatted(
                        number(perHealthyStep),
                        healthy,
                        number(atFault + perFaultyStep),
                        number(perFaultyStep),
                        faulty - 1,
                        number(atEnd + perHealedStep),
                        number(perHealedStep),
                        healed - 1);
    }

    /** The first value is unknown, as after the start of a node. */
    String badShares(BigDecimal of) {
        return "NaN 0+0x%d %s+0x%d 0+0x%d"
                .formatted(healthy - 1, number(badShare * of.doubleValue()), faulty - 1, healed - 1);
    }

    String constant(BigDecimal value) {
        return "%s+0x%d".formatted(value.toPlainString(), healthy + faulty + healed);
    }

    /** A timestamp that is older than {@code within} in the faulty steps, and renewed after them; unknown at first. The clock begins at 0. */
    String timestamps(Duration within) {
        long faultAt = step.toSeconds() * healthy;
        long healedAt = step.toSeconds() * (healthy + faulty + 1);
        return "NaN %d+0x%d %d+0x%d"
                .formatted(faultAt - within.toSeconds(), healthy + faulty - 1, healedAt, healed - 1);
    }

    private static String number(double value) {
        return SloRules.plain(BigDecimal.valueOf(value));
    }
}
