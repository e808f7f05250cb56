package io.eligo.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answer of a scrape in Prometheus' text format. */
final class Scrape {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern HELP = Pattern.compile("# HELP (\\w+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final List<ScrapedSample> samples = new ArrayList<>();

    record ScrapedSample(String name, Map<String, String> labels, double value) {}

    Scrape(String text) {
        text.lines().forEach(line -> {
            Matcher type = TYPE.matcher(line);
            Matcher help = HELP.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (help.matches()) {
                helps.put(help.group(1), help.group(2));
            } else if (sample.matches()) {
                samples.add(new ScrapedSample(sample.group(1), labels(sample.group(2)), number(sample.group(3))));
            } else if (!line.startsWith("# EOF")) {
                throw new IllegalArgumentException("not in Prometheus' text format: " + line);
            }
        });
    }

    private static Map<String, String> labels(String text) {
        var labels = new TreeMap<String, String>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The names of metrics with their types. */
    Map<String, String> types() {
        return types;
    }

    String help(String metric) {
        return helps.getOrDefault(metric, "");
    }

    /** The names of the labels of all series of a name. */
    Set<String> labelNames(String name) {
        var names = new HashSet<String>();
        samples(name).forEach(sample -> names.addAll(sample.labels().keySet()));
        return names;
    }

    Set<String> labelValues(String name, String label) {
        var values = new HashSet<String>();
        samples(name).forEach(sample -> values.add(sample.labels().get(label)));
        return values;
    }

    /** Of all labels of all series. */
    Set<String> labelValues() {
        var values = new HashSet<String>();
        samples.forEach(sample -> values.addAll(sample.labels().values()));
        return values;
    }

    List<ScrapedSample> samples(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** The value of the only series with these labels, given as name and value by turns. */
    double value(String name, String... labels) {
        var expected = new TreeMap<String, String>();
        for (int i = 0; i < labels.length; i += 2) {
            expected.put(labels[i], labels[i + 1]);
        }
        return samples(name).stream()
                .filter(sample -> sample.labels().equals(expected))
                .mapToDouble(ScrapedSample::value)
                .reduce((a, b) -> {
                    throw new AssertionError("several series " + name + expected);
                })
                .orElseThrow(() -> new AssertionError("no series " + name + expected));
    }
}
