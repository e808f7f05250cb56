package io.eligo.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboards in {@code ops/dashboards}. */
final class Dashboards {
    private static final Path FOLDER = Path.of("ops/dashboards");

    static List<JsonNode> readAll() throws IOException {
        var dashboards = new ArrayList<JsonNode>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                dashboards.add(JsonMapper.shared().readTree(Files.readString(file)));
            }
        }
        return dashboards;
    }

    static JsonNode read(String name) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(FOLDER.resolve(name)));
    }

    static List<JsonNode> panels(JsonNode dashboard) {
        return dashboard.path("panels").values().stream().toList();
    }

    /** The panels without the headings of rows. */
    static List<JsonNode> charts(JsonNode dashboard) {
        return panels(dashboard).stream()
                .filter(panel -> !panel.path("type").stringValue("").equals("row"))
                .toList();
    }

    static List<String> queries() throws IOException {
        return readAll().stream()
                .flatMap(dashboard -> charts(dashboard).stream())
                .flatMap(panel -> panel.path("targets").values().stream())
                .map(target -> target.path("expr").stringValue(""))
                .toList();
    }

    private Dashboards() {}
}
