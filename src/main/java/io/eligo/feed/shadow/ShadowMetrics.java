package io.eligo.feed.shadow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
    private final Counter failed;

    ShadowMetrics(MeterRegistry meters) {
        for (ShadowOutcome outcome : ShadowOutcome.values()) {
            comparisons.put(
                    outcome,
                    Counter.builder("offers.shadow.comparisons")
                            .description("Reads that both paths have answered, by the result of the comparison")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        this.queueFull = dropped(meters, "queue_full");
        this.failed = dropped(meters, "error");
    }

    private static Counter dropped(MeterRegistry meters, String reason) {
        return Counter.builder("offers.shadow.dropped")
                .description("Reads that were to be compared and were not")
                .tag("reason", reason)
                .register(meters);
    }

    void count(ShadowOutcome outcome) {
        Objects.requireNonNull(comparisons.get(outcome)).increment();
    }

    void countQueueFull() {
        queueFull.increment();
    }

    void countFailed() {
        failed.increment();
    }
}
