package io.eligo.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * Creates the meters that {@link MetricDefinition} defines. A component creates each of its meters once, at its own creation, with every value of
 * the labels: a request looks up no meter, and a value that has not occurred yet is 0 and not absent.
 */
@Component
public class MeterFactory {
    private final MeterRegistry registry;

    MeterFactory(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param labelValues one for each label of the metric, in their order */
    public Counter counter(MetricDefinition metric, String... labelValues) {
        Counter.Builder builder =
                Counter.builder(metric.meterName()).description(metric.help()).tags(tags(metric, labelValues));
        return (metric.unit().isEmpty() ? builder : builder.baseUnit(metric.unit())).register(registry);
    }

    /** A counter whose value the function reads; it never decreases and never waits. */
    public <T> void counter(MetricDefinition metric, T source, ToDoubleFunction<T> value, String... labelValues) {
        FunctionCounter.builder(metric.meterName(), source, value)
                .description(metric.help())
                .tags(tags(metric, labelValues))
                .register(registry);
    }

    public Timer histogram(MetricDefinition metric, String... labelValues) {
        return Timer.builder(metric.meterName())
                .description(metric.help())
                .tags(tags(metric, labelValues))
                .serviceLevelObjectives(
                        Objects.requireNonNull(metric.buckets(), metric::name).bounds())
                .register(registry);
    }

    /** @param value read by each scrape: from memory, without waiting */
    public void gauge(MetricDefinition metric, DoubleSupplier value, String... labelValues) {
        Gauge.Builder<?> builder = Gauge.builder(metric.meterName(), value::getAsDouble)
                .description(metric.help())
                .tags(tags(metric, labelValues));
        (metric.unit().isEmpty() ? builder : builder.baseUnit(metric.unit())).register(registry);
    }

    private static Tags tags(MetricDefinition metric, String[] values) {
        List<MetricLabel> labels = metric.labels();
        if (labels.size() != values.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "metric %s has %d labels, got %d values", metric, labels.size(), values.length));
        }
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < values.length; i++) {
            MetricLabel label = labels.get(i);
            if (!label.values().contains(values[i])) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "metric %s: label %s is '%s'; accepted: %s",
                        metric,
                        label.name(),
                        values[i],
                        String.join(", ", label.values())));
            }
            tags.add(Tag.of(label.name(), values[i]));
        }
        return Tags.of(tags);
    }
}
