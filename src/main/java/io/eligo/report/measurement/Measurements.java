package io.eligo.report.measurement;

import io.eligo.report.prometheus.HourlySeries;
import io.eligo.report.prometheus.Prometheus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks Prometheus for expressions over the window. An expression is a template in which {@code $w} stands for the window's range,
 * and {@code @} for the labels of this installation: each selector has {@code {@}}, or {@code ,@} after other labels. The values of
 * an hour are those of the same expression over that hour. Nodes and their restarts need no care here: {@code increase} and
 * {@code rate} see resets of counters, and the expressions combine the nodes.
 */
public final class Measurements {
    private final Prometheus prometheus;
    private final ReportWindow window;
    private final String labels;
    private final @Nullable Baseline baseline;
    private final Duration think;
    private final Map<String, HourlySeries> hourly = new HashMap<>();

    /**
     * @param baseline null if the load of the database before is not known
     * @param think mean time between an answer and the user's next request
     */
    public Measurements(
            Prometheus prometheus,
            ReportWindow window,
            List<LabelMatch> labels,
            @Nullable Baseline baseline,
            Duration think) {
        this.prometheus = prometheus;
        this.window = window;
        this.labels = labels.stream().map(LabelMatch::toPromQl).collect(Collectors.joining(","));
        this.baseline = baseline;
        this.think = think;
    }

    public ReportWindow window() {
        return window;
    }

    @Nullable
    public Baseline baseline() {
        return baseline;
    }

    public Duration think() {
        return think;
    }

    /** The expression for the window, as Prometheus is asked for it at the window's end. */
    public String expression(String template) {
        return expression(template, window.range());
    }

    private String expression(String template, String range) {
        return template.replace("$w", range)
                .replace(",@", labels.isEmpty() ? "" : "," + labels)
                .replace("{@}", labels.isEmpty() ? "" : "{" + labels + "}");
    }

    /** Empty if Prometheus has no value, or none that is finite. */
    public OptionalDouble value(String template) {
        return valueOver(window, template);
    }

    public OptionalDouble valueOver(ReportWindow other, String template) {
        return prometheus.value(expression(template, other.range()), other.end());
    }

    public HourlySeries hourly(String template) {
        return hourly.computeIfAbsent(
                template,
                missing -> prometheus.hourly(expression(missing, ReportWindow.HOUR), window.start(), window.end()));
    }
}
