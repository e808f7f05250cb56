package io.eligo.catalog;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The gauges {@code eligibility_numbers_drawn_ratio}, and a warning at start if a sequence is nearly exhausted. */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class SequenceGauges implements MeterBinder {
    private final SequenceUsages numbers;

    SequenceGauges(SequenceUsages numbers) {
        this.numbers = numbers;
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        numbers.warnIfNearlyExhausted();
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        SequenceUsages.SEQUENCES.forEach(sequence -> Gauge.builder("eligibility.numbers.drawn", () -> share(sequence))
                .baseUnit("ratio")
                .description("Share of a sequence's numbers that are used; at 1 inserts fail")
                .tag("sequence", sequence)
                .register(meters));
    }

    private double share(String sequence) {
        return numbers.findAll().stream()
                .filter(usage -> usage.sequence().equals(sequence))
                .mapToDouble(SequenceUsages.SequenceUsage::share)
                .findFirst()
                .orElse(Double.NaN);
    }
}
