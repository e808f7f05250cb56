package io.eligo.monitoring;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The rules in {@code ops/alerts}. */
record AlertRules(List<Alert> alerts, List<String> records, List<String> expressions) {
    static final Path FOLDER = Path.of("ops/alerts");

    record Alert(String name, String expression, Map<String, String> labels, Map<String, String> annotations) {
        String annotation(String key) {
            return annotations.getOrDefault(key, "");
        }
    }

    static AlertRules read() throws IOException {
        var rules = new AlertRules(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Path file : files(FOLDER)) {
            Map<String, List<Map<String, List<Map<String, Object>>>>> content = load(file);
            content.getOrDefault("groups", List.of())
                    .forEach(group -> group.getOrDefault("rules", List.of()).forEach(rules::add));
        }
        return rules;
    }

    private void add(Map<String, Object> rule) {
        String expression = String.valueOf(rule.get("expr"));
        expressions.add(expression);
        if (rule.get("alert") instanceof String name) {
            alerts.add(new Alert(name, expression, texts(rule.get("labels")), texts(rule.get("annotations"))));
        } else {
            records.add(String.valueOf(rule.get("record")));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(@Nullable Object map) {
        return map == null ? Map.of() : (Map<String, String>) map;
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    static <T> T load(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new Yaml().load(reader);
        }
    }
}
