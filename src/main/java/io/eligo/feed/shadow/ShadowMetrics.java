package io.eligo.feed.shadow;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** {@code offers_shadow_comparisons_total} and {@code offers_shadow_dropped_total}. */
@Component
class ShadowMetrics {
    private final Map<ShadowOutcome, Counter> comparisons = new EnumMap<>(ShadowOutcome.class);
    private final Counter queueFull;
    private final Counter tooLarge;
    private final Counter failed;

    ShadowMetrics(MeterFactory meters) {
        for (ShadowOutcome outcome : ShadowOutcome.values()) {
            comparisons.put(
                    outcome,
                    meters.counter(
                            MetricDefinition.SHADOW_COMPARISONS, outcome.name().toLowerCase(Locale.ROOT)));
        }
        this.queueFull = meters.counter(MetricDefinition.SHADOW_DROPPED, "queue_full");
        this.tooLarge = meters.counter(MetricDefinition.SHADOW_DROPPED, "too_large");
        this.failed = meters.counter(MetricDefinition.SHADOW_DROPPED, "error");
    }

    void count(ShadowOutcome outcome) {
        Objects.requireNonNull(comparisons.get(outcome)).increment();
    }

    void countQueueFull() {
        queueFull.increment();
    }

    void countTooLarge() {
        tooLarge.increment();
    }

    void countFailed() {
        failed.increment();
    }
}
