package io.eligo.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;

/** The names by which Prometheus scrapes metrics. */
final class PrometheusNames {
    private static final PrometheusNamingConvention CONVENTION = new PrometheusNamingConvention();

    static String of(MetricDefinition metric) {
        String unit = metric.unit().isEmpty() ? null : metric.unit();
        String name = CONVENTION.name(metric.meterName(), meterType(metric), unit);
        return metric.type() == MetricDefinition.MetricType.COUNTER ? name + "_total" : name;
    }

    private static Meter.Type meterType(MetricDefinition metric) {
        return switch (metric.type()) {
            case COUNTER -> Meter.Type.COUNTER;
            case GAUGE -> Meter.Type.GAUGE;
            case HISTOGRAM -> Meter.Type.TIMER;
        };
    }

    private PrometheusNames() {}
}
