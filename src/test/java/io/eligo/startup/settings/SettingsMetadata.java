package io.eligo.startup.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The settings {@code eligo.*} of the metadata that the build generates from the records' Javadoc. */
final class SettingsMetadata {
    private static final Path FILE = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    /**
     * @param source the record, or the class that reads a setting without one
     * @param fallback its default; null if it has none
     */
    record Setting(
            String name,
            String type,
            String source,
            @Nullable String fallback,
            String description) {
        /** The module whose setting it is. */
        String module() {
            return source.split("\\.")[2];
        }

        /** Whether each job has it. */
        boolean ofEachJob() {
            return name.startsWith("eligo.jobs.");
        }

        boolean isOfRecord() {
            return !name.equals("eligo.roles");
        }

        Class<?> javaType() {
            try {
                if (type.endsWith("[]")) {
                    return Class.forName(type.substring(0, type.length() - 2)).arrayType();
                }
                return Class.forName(type.replaceFirst("<.*", ""));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(name, e);
            }
        }
    }

    /** By name, sorted. */
    static Map<String, Setting> read() {
        var settings = new TreeMap<String, Setting>();
        for (JsonNode property : JsonMapper.shared().readTree(FILE.toFile()).path("properties")) {
            String name = property.path("name").asString();
            JsonNode fallback = property.path("defaultValue");
            settings.put(
                    name,
                    new Setting(
                            name,
                            property.path("type").asString(),
                            property.path("sourceType").asString(""),
                            fallback.isMissingNode() ? null : text(fallback),
                            property.path("description").asString("")));
        }
        return settings;
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? String.join(", ", value.valueStream().map(JsonNode::asString).toList())
                : value.asString();
    }

    private SettingsMetadata() {}
}
