package io.eligo.catalog.numbers;

import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.metrics.Sample;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The gauges {@code eligibility_numbers_drawn_ratio}, and a warning at start if a sequence is nearly exhausted. */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class SequenceGauges {
    private final SequenceUsages numbers;

    SequenceGauges(SequenceUsages numbers, MeterFactory meters, GaugeSampler sampler) {
        this.numbers = numbers;
        Sample<List<SequenceUsages.SequenceUsage>> usages = sampler.register("sequences", numbers::findAll);
        for (String sequence : SequenceUsages.SEQUENCES) {
            meters.gauge(MetricDefinition.NUMBERS_DRAWN, () -> usages.get(all -> share(all, sequence)), sequence);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        numbers.warnIfNearlyExhausted();
    }

    private static double share(List<SequenceUsages.SequenceUsage> usages, String sequence) {
        return usages.stream()
                .filter(usage -> usage.sequence().equals(sequence))
                .mapToDouble(SequenceUsages.SequenceUsage::share)
                .findFirst()
                .orElse(Double.NaN);
    }
}
