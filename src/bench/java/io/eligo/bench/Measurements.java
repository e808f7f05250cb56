package io.eligo.bench;

import java.awt.BasicStroke;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The figures of a benchmark, by size and then by name: seconds where the name has no other unit. */
final class Measurements {
    private final Map<Long, Map<String, Double>> bySize = new TreeMap<>();

    void put(long size, String name, double value) {
        bySize.computeIfAbsent(size, key -> new LinkedHashMap<>()).put(name, value);
        System.out.printf("%,12d  %-66s %,14.3f%n", size, name, value);
    }

    double get(long size, String name) {
        Double value = bySize.getOrDefault(size, Map.of()).get(name);
        if (value == null) {
            throw new IllegalStateException("no figure '%s' at %d".formatted(name, size));
        }
        return value;
    }

    /** The median time of {@code runs}, in seconds. */
    static double medianOfRuns(TimedRun... runs) throws Exception {
        var seconds = new double[runs.length];
        for (int i = 0; i < runs.length; i++) {
            seconds[i] = runs[i].seconds();
        }
        return medianOf(seconds);
    }

    static double medianOf(double... seconds) {
        double[] sorted = DoubleStream.of(seconds).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    interface TimedRun {
        double seconds() throws Exception;
    }

    interface TimedWork {
        void run() throws Exception;
    }

    static double measureSeconds(TimedWork timedWork) throws Exception {
        long began = System.nanoTime();
        timedWork.run();
        return (System.nanoTime() - began) / 1e9;
    }

    void writeJson(File file, Map<String, Object> about) throws IOException {
        var document = new LinkedHashMap<String, Object>(about);
        document.put("figures", bySize);
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file, document);
    }

    /** Plots the named figures over the sizes, both axes logarithmic: linear growth is a straight line of slope one. */
    void writePlot(File file, String title, String... names) throws IOException {
        var lines = new XYSeriesCollection();
        for (String name : names) {
            var line = new XYSeries(name);
            bySize.forEach((size, figures) -> {
                Double value = figures.get(name);
                if (value != null) {
                    line.add(size.doubleValue(), value.doubleValue());
                }
            });
            lines.addSeries(line);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(title, "users", "seconds", lines);
        var plot = chart.getXYPlot();
        plot.setDomainAxis(new LogAxis("users"));
        plot.setRangeAxis(new LogAxis("seconds"));
        var renderer = new XYLineAndShapeRenderer();
        renderer.setDefaultStroke(new BasicStroke(2));
        renderer.setAutoPopulateSeriesStroke(false);
        plot.setRenderer(renderer);
        ChartUtils.saveChartAsPNG(file, chart, 1_000, 640);
    }

    Iterable<Long> sizes() {
        return bySize.keySet();
    }
}
