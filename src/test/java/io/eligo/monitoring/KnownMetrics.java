package io.eligo.monitoring;

import io.eligo.MarkdownTables;
import io.eligo.monitoring.PromQuery.Selector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metrics of a node with their labels: those of {@code docs/operations.md}, of Spring Boot, and of {@code ops/alerts/slo.yml}. */
public final class KnownMetrics {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final List<String> PARTS_OF_A_HISTOGRAM = List.of("_bucket", "_count", "_sum");

    /** Labels that Prometheus adds to what it scrapes. */
    private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

    /** Metrics of Spring Boot and of Prometheus with their labels. */
    static final Map<String, List<String>> OTHERS = Map.ofEntries(
            Map.entry("up", List.of()),
            Map.entry("ALERTS", List.of("alertname", "alertstate", "severity")),
            Map.entry("hikaricp_connections_active", List.of("pool")),
            Map.entry("hikaricp_connections_max", List.of("pool")),
            Map.entry("hikaricp_connections_pending", List.of("pool")),
            Map.entry("hikaricp_connections_timeout_total", List.of("pool")),
            Map.entry("hikaricp_connections_acquire_seconds_count", List.of("pool")),
            Map.entry("hikaricp_connections_acquire_seconds_sum", List.of("pool")),
            Map.entry("tomcat_connections_current_connections", List.of("name")),
            Map.entry("tomcat_threads_busy_threads", List.of("name")),
            Map.entry("tomcat_threads_config_max_threads", List.of("name")),
            Map.entry("http_server_requests_seconds_count", List.of("uri", "method", "status", "outcome")),
            Map.entry("http_server_requests_seconds_sum", List.of("uri", "method", "status", "outcome")),
            Map.entry("executor_active_threads", List.of("name")),
            Map.entry("executor_queued_tasks", List.of("name")),
            Map.entry("jvm_memory_used_bytes", List.of("area", "id")),
            Map.entry("jvm_memory_max_bytes", List.of("area", "id")),
            Map.entry("jvm_memory_usage_after_gc", List.of("area", "pool")),
            Map.entry("jvm_gc_overhead", List.of()),
            Map.entry("jvm_gc_pause_seconds_count", List.of("action", "cause")),
            Map.entry("jvm_gc_pause_seconds_sum", List.of("action", "cause")),
            Map.entry("jvm_threads_live_threads", List.of()),
            Map.entry("process_cpu_usage", List.of()),
            Map.entry("system_cpu_usage", List.of()),
            Map.entry("process_files_open_files", List.of()),
            Map.entry("process_files_max_files", List.of()),
            Map.entry("process_uptime_seconds", List.of()),
            Map.entry("disk_free_bytes", List.of("path")),
            Map.entry("disk_total_bytes", List.of("path")));

    /** Labels by metric, and the values of each label; no values where any may occur. */
    private final Map<String, Map<String, List<String>>> metrics = new HashMap<>();

    private KnownMetrics() {}

    public static KnownMetrics read() throws IOException {
        var known = new KnownMetrics();
        rows().forEach(row -> known.add(row.get("metric"), row.get("type"), row.get("labels")));
        OTHERS.forEach((metric, labels) -> known.addAnyValues(metric, labels));
        for (String record : AlertRules.read().records()) {
            known.addAnyValues(record, List.of("slo"));
        }
        return known;
    }

    /** The metrics of the document, without the suffixes of histograms. */
    static List<String> documented() throws IOException {
        return rows().stream().map(row -> codes(row.get("metric")).get(0)).toList();
    }

    private static List<Row> rows() throws IOException {
        return MarkdownTables.read(Path.of("docs/operations.md")).stream()
                .filter(table -> table.get(0).containsAll(List.of("metric", "type", "labels")))
                .flatMap(table -> table.stream().skip(1).map(row -> new Row(table.get(0), row)))
                .toList();
    }

    private record Row(List<String> header, List<String> cells) {
        String get(String column) {
            return cells.get(header.indexOf(column));
        }
    }

    private void add(String name, String type, String labels) {
        String metric = codes(name).get(0);
        var values = new HashMap<String, List<String>>();
        for (String label : labels.split("<br>")) {
            List<String> words = codes(label);
            if (!words.isEmpty()) {
                // Prometheus renames a label of a metric that is a label of its target too.
                String scraped = TARGET_LABELS.contains(words.get(0)) ? "exported_" + words.get(0) : words.get(0);
                values.put(scraped, words.subList(1, words.size()));
            }
        }
        if (type.equals("histogram")) {
            PARTS_OF_A_HISTOGRAM.forEach(part -> metrics.put(metric + part, values));
            var bucket = new HashMap<>(values);
            bucket.put("le", List.of());
            metrics.put(metric + "_bucket", bucket);
        } else {
            metrics.put(metric, values);
        }
    }

    private void addAnyValues(String metric, List<String> labels) {
        var values = new HashMap<String, List<String>>();
        labels.forEach(label -> values.put(label, List.of()));
        metrics.put(metric, values);
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList();
    }

    /** What an expression names and no node has. */
    public List<String> findUnknown(String expression) {
        PromQuery query = PromQuery.parse(expression);
        var unknown = new ArrayList<String>();
        query.selectors().forEach(selector -> unknown.addAll(findUnknown(selector)));
        query.groupingLabels().stream()
                .filter(label -> query.selectors().stream().noneMatch(selector -> hasLabel(selector.metric(), label)))
                .map(label -> "by " + label)
                .forEach(unknown::add);
        return unknown;
    }

    private List<String> findUnknown(Selector selector) {
        if (!metrics.containsKey(selector.metric())) {
            return List.of(selector.metric());
        }
        return selector.labels().entrySet().stream()
                .flatMap(label -> findUnknown(selector.metric(), label.getKey(), label.getValue()))
                .toList();
    }

    private Stream<String> findUnknown(String metric, String label, List<String> named) {
        if (!hasLabel(metric, label)) {
            return Stream.of("%s{%s}".formatted(metric, label));
        }
        List<String> values = labels(metric).getOrDefault(label, List.of());
        // A value with $ is a variable of a dashboard.
        return named.stream()
                .filter(value -> !values.isEmpty() && !values.contains(value) && !value.startsWith("$"))
                .map(value -> "%s{%s=\"%s\"}".formatted(metric, label, value));
    }

    private boolean hasLabel(String metric, String label) {
        return TARGET_LABELS.contains(label) || labels(metric).containsKey(label);
    }

    private Map<String, List<String>> labels(String metric) {
        @Nullable Map<String, List<String>> labels = metrics.get(metric);
        return labels == null ? Map.of() : labels;
    }
}
