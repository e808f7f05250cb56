package io.eligo.bench;

import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The figures of a benchmark, by size and then by name: seconds where the name has no other unit. */
public final class Measurements {
    private final Map<Long, Map<String, Double>> bySize = new TreeMap<>();

    public void put(long size, String name, double value) {
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

    /** The figures of a size by name. */
    Map<String, Double> get(long size) {
        return bySize.getOrDefault(size, Map.of());
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

    public void writeJson(File file, Map<String, Object> about) throws IOException {
        var document = new LinkedHashMap<String, Object>(about);
        document.put("figures", bySize);
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file, document);
    }

    /** The figures over the sizes, as lines of a picture. */
    Map<String, List<List<Double>>> lines(List<String> names) {
        var lines = new LinkedHashMap<String, List<List<Double>>>();
        for (String name : names) {
            List<List<Double>> points = bySize.entrySet().stream()
                    .filter(size -> size.getValue().containsKey(name))
                    .map(size ->
                            List.of(size.getKey().doubleValue(), size.getValue().get(name)))
                    .toList();
            if (!points.isEmpty()) {
                lines.put(name, points);
            }
        }
        return lines;
    }

    /** The figures {@code SERIES: BAR} of a size as bars of a picture. Names without a figure are left out. */
    Map<String, Map<String, Double>> bars(long size, List<String> names) {
        var bars = new LinkedHashMap<String, Map<String, Double>>();
        for (String name : names) {
            Double value = bySize.getOrDefault(size, Map.of()).get(name);
            if (value != null) {
                String[] seriesAndBar = name.split(": ", 2);
                bars.computeIfAbsent(seriesAndBar[1], bar -> new LinkedHashMap<>())
                        .put(seriesAndBar[0], value);
            }
        }
        return bars;
    }

    Set<Long> sizes() {
        return bySize.keySet();
    }
}
