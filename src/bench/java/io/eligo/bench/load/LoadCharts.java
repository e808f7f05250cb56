package io.eligo.bench.load;

import io.eligo.bench.chart.LineChart;
import io.eligo.bench.chart.LineChart.Panel;
import io.eligo.bench.load.LoadResults.Interval;
import io.eligo.load.K6Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Pictures of a load test over its minutes. */
final class LoadCharts {
    private LoadCharts() {}

    static void write(String title, String subtitle, List<K6Script.Stage> stages, LoadResults results, Path out)
            throws IOException {
        var perSecond = new LinkedHashMap<String, List<List<Double>>>();
        results.requests().forEach(request -> perSecond.put(request, points(results, request, Interval::perSecond)));
        var panels = new ArrayList<>(List.of(
                new Panel("concurrent users", "", Map.of("users", users(stages))),
                new Panel("requests a second", "/s", perSecond)));
        for (String request : List.of(LoadResults.PAGE, LoadResults.AFTER_CHANGE)) {
            if (results.requests().contains(request)) {
                panels.add(new Panel("response time of " + request, "ms", percentiles(results, request)));
            }
        }
        new LineChart(title, subtitle, "minutes", false, panels).write(out);
    }

    private static Map<String, List<List<Double>>> percentiles(LoadResults results, String request) {
        var lines = new LinkedHashMap<String, List<List<Double>>>();
        lines.put("p50", points(results, request, Interval::p50));
        lines.put("p95", points(results, request, Interval::p95));
        lines.put("p99", points(results, request, Interval::p99));
        return lines;
    }

    private static List<List<Double>> points(LoadResults results, String request, ToDoubleFunction<Interval> figure) {
        return results.intervals(request).stream()
                .map(interval -> List.of(interval.seconds() / 60, figure.applyAsDouble(interval)))
                .toList();
    }

    private static List<List<Double>> users(List<K6Script.Stage> stages) {
        var points = new ArrayList<>(List.of(List.of(0.0, 0.0)));
        double minutes = 0;
        for (K6Script.Stage stage : stages) {
            minutes += stage.duration().toMillis() / 6e4;
            points.add(List.of(minutes, (double) stage.users()));
        }
        return points;
    }
}
