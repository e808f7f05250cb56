package io.eligo.metrics;

import java.util.List;

/**
 * A label of a metric, with all values that it can have.
 *
 * @param values few, and never ids
 */
public record MetricLabel(String name, List<String> values) {
    public MetricLabel {
        values = List.copyOf(values);
    }

    static MetricLabel of(String name, String... values) {
        return new MetricLabel(name, List.of(values));
    }
}
