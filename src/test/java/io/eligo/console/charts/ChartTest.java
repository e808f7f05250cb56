package io.eligo.console.charts;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.console.charts.ChartSamples.MetricSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");

    @Test
    void drawsALineThatEndsNowAndBreaksWhereNothingWasMeasured() {
        Chart chart = Chart.of(
                "Waiting",
                List.of(sample(100, 10), sample(99, 20), sample(10, 0), sample(0, 5)),
                NOW,
                MetricSample::pending,
                10,
                value -> String.valueOf(value.intValue()));

        assertThat(chart.line()).isEqualTo("M133.3 32.0L135.0 2.0M283.3 62.0h1.5M300.0 47.0h1.5");
        assertThat(chart.description()).isEqualTo("Waiting in the last 3 hours: now 5, lowest 0, highest 20");
    }

    @Test
    void withoutSamplesThereIsNoLineAndTheDescriptionSaysSo() {
        Chart chart = Chart.of("Hit rate", List.of(sample(1, 0)), NOW, MetricSample::hitRate, 1, String::valueOf);
        assertThat(chart.line()).isEmpty();
        assertThat(chart.description()).contains("nothing measured");
    }

    @Test
    void theQuantileCoversTheLastMinuteOnly() {
        var before = new TreeMap<>(Map.of(0.01, 1_000.0, 0.1, 1_000.0, Double.POSITIVE_INFINITY, 1_000.0));
        var now = new TreeMap<>(Map.of(0.01, 1_090.0, 0.1, 1_100.0, Double.POSITIVE_INFINITY, 1_100.0));
        // 90 of 100 queries within 10 ms, the others within 100 ms: the 95th is half way between.
        assertThat(quantile(now, before)).isEqualTo(0.055);
        assertThat(quantile(before, before)).isNull();
    }

    private static @Nullable Double quantile(TreeMap<Double, Double> now, TreeMap<Double, Double> before) {
        Double quantile = ChartSampler.quantile(now, before);
        return quantile == null ? null : Math.round(quantile * 1e6) / 1e6;
    }

    private static MetricSample sample(long minutesAgo, double pending) {
        return new MetricSample(NOW.minusSeconds(60 * minutesAgo), pending, 0, 0, null, null);
    }
}
