package io.eligo.rollout.triggers;

import io.eligo.rollout.InvalidRolloutException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a trigger measures. */
public enum TriggerMetric {
    P95("95th percentile of the precomputed path", "ms", "requests"),
    P95_RELATIVE("95th percentile of the precomputed path, in multiples of the query-time path's", "times", "requests"),
    ERRORS("Failed requests of the precomputed path", "%", "requests"),
    HIT_RATE("Cache hit rate", "%", "reads"),
    QUEUE("Events pending in the outbox", "events", "readings"),
    DATABASE_CPU("CPU use of the database", "%", "readings"),
    WRONG_ANSWERS("Wrong answers found by the shadow", "answers", "comparisons");

    private final String description;
    private final String unit;
    private final String sampleUnit;

    TriggerMetric(String description, String unit, String sampleUnit) {
        this.description = description;
        this.unit = unit;
        this.sampleUnit = sampleUnit;
    }

    /** The name of the trigger, such as {@code hit-rate}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String description() {
        return description;
    }

    public String unit() {
        return unit;
    }

    /** What its sample counts, in the plural. */
    public String sampleUnit() {
        return sampleUnit;
    }

    /** Whether values below the bound are the bad ones. */
    public boolean isBadBelow() {
        return this == HIT_RATE;
    }

    /** A value with its unit, such as {@code 412 ms}. */
    public String format(double value) {
        String number = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
        return number + " " + unit;
    }

    /** @throws InvalidRolloutException if there is no such trigger */
    static TriggerMetric parse(String word) {
        return Arrays.stream(values())
                .filter(metric -> metric.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRolloutException(
                        "trigger",
                        "one of "
                                + Arrays.stream(values())
                                        .map(TriggerMetric::word)
                                        .collect(Collectors.joining(", "))));
    }
}
