package io.eligo.monitoring;

import io.eligo.monitoring.PromQuery.Selector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A label of a metric with a value, which a rule or a dashboard selects. A metric that is selected as a whole has no label. */
public record SelectedSeries(String metric, String label, String value) {
    /** Prometheus adds these to what it scrapes. */
    private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

    /** All that the rules and dashboards select of what a node is scraped for. */
    public static List<SelectedSeries> readAll() throws IOException {
        return Stream.concat(AlertRules.read().expressions().stream(), Dashboards.queries().stream())
                .flatMap(query -> PromQuery.parse(query).selectors().stream())
                .filter(SelectedSeries::isScraped)
                .flatMap(SelectedSeries::of)
                .distinct()
                .toList();
    }

    /** Not what Prometheus records itself. */
    private static boolean isScraped(Selector selector) {
        return !selector.metric().startsWith("slo:") && !Set.of("up", "ALERTS").contains(selector.metric());
    }

    private static Stream<SelectedSeries> of(Selector selector) {
        return Stream.concat(
                Stream.of(new SelectedSeries(selector.metric(), "", "")),
                selector.labels().entrySet().stream()
                        .filter(label -> !TARGET_LABELS.contains(label.getKey()))
                        .flatMap(label -> label.getValue().stream()
                                .filter(value -> !value.startsWith("$"))
                                .map(value -> new SelectedSeries(selector.metric(), scraped(label.getKey()), value))));
    }

    private static String scraped(String label) {
        return label.replaceFirst("^exported_", "");
    }

    public boolean matches(String name, Map<String, String> labels) {
        return name.equals(metric) && (label.isEmpty() || value.equals(labels.get(label)));
    }
}
