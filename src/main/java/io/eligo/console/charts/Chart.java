package io.eligo.console.charts;

import io.eligo.console.charts.ChartSamples.MetricSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Line chart of the retained samples, as SVG paths within {@link #WIDTH} by {@link #HEIGHT}.
 *
 * @param line path of the line, with gaps where samples are missing
 * @param area path of the area below the line
 * @param description the values in one sentence, for screen readers
 */
public record Chart(String title, String last, String top, String line, String area, String description) {
    static final int WIDTH = 300;
    static final int HEIGHT = 64;

    private static final String NO_VALUE = "–";

    /** @param least minimum top of the axis, so that noise does not fill the chart */
    public static Chart of(
            String title,
            List<MetricSample> samples,
            Instant now,
            Function<MetricSample, @Nullable Double> value,
            double least,
            Function<Double, String> written) {
        List<MetricSample> measured =
                samples.stream().filter(sample -> value.apply(sample) != null).toList();
        if (measured.isEmpty()) {
            return new Chart(title, NO_VALUE, "", "", "", title + ": nothing measured yet");
        }
        List<Double> values = measured.stream().map(value::apply).toList();
        double highest = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double lowest = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double top = Math.max(least, highest);
        var line = new StringBuilder();
        var area = new StringBuilder();
        for (int i = 0; i < measured.size(); i++) {
            String at = point(measured.get(i).at(), now, values.get(i) / top);
            boolean first = i == 0
                    || ChartSamples.isGap(
                            measured.get(i - 1).at(), measured.get(i).at());
            boolean lastOfLine = i == measured.size() - 1
                    || ChartSamples.isGap(
                            measured.get(i).at(), measured.get(i + 1).at());
            line.append(first ? "M" : "L").append(at);
            area.append(first ? "M" + point(measured.get(i).at(), now, 0) + "L" : "L")
                    .append(at);
            if (lastOfLine) {
                // A single sample would draw nothing, so it gets a short horizontal line.
                line.append(first ? "h1.5" : "");
                area.append("L").append(point(measured.get(i).at(), now, 0)).append("Z");
            }
        }
        String last = written.apply(values.get(values.size() - 1));
        return new Chart(
                title,
                last,
                written.apply(top),
                line.toString(),
                area.toString(),
                String.format(
                        Locale.ROOT,
                        "%s in the last 3 hours: now %s, lowest %s, highest %s",
                        title,
                        last,
                        written.apply(lowest),
                        written.apply(highest)));
    }

    private static String point(Instant at, Instant now, double share) {
        double x = WIDTH * (1 - (double) Duration.between(at, now).toMillis() / ChartSamples.RETENTION.toMillis());
        double y = HEIGHT - 2 - share * (HEIGHT - 4);
        return String.format(Locale.ROOT, "%.1f %.1f", Math.max(0, x), y);
    }
}
