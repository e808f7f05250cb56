package io.eligo.startup.settings;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.ClassPathResource;

/** The names of all settings {@code eligo.*}, from the metadata that the build generates from the records. */
final class KnownSettings {
    // The application's own file comes before those of libraries on every class path.
    private static final ClassPathResource METADATA =
            new ClassPathResource("META-INF/spring-configuration-metadata.json");
    private static final String PREFIX = "eligo.";

    private final List<String> names;
    private final Set<ConfigurationPropertyName> settings;
    private final Set<ConfigurationPropertyName> lists;
    private final Set<ConfigurationPropertyName> maps;
    private final Set<ConfigurationPropertyName> variables;

    private record Setting(String name, String type) {
        private static Setting of(Map<?, ?> property) {
            return new Setting(String.valueOf(property.get("name")), String.valueOf(property.get("type")));
        }

        private boolean isList() {
            return type.endsWith("[]");
        }

        private boolean isMap() {
            return type.startsWith("java.util.Map");
        }

        private ConfigurationPropertyName propertyName() {
            return ConfigurationPropertyName.of(name);
        }
    }

    private KnownSettings(List<Setting> all) {
        this.names = all.stream().map(Setting::name).toList();
        this.settings = all.stream().map(Setting::propertyName).collect(toUnmodifiableSet());
        this.lists =
                all.stream().filter(Setting::isList).map(Setting::propertyName).collect(toUnmodifiableSet());
        this.maps =
                all.stream().filter(Setting::isMap).map(Setting::propertyName).collect(toUnmodifiableSet());
        this.variables = names.stream()
                .map(name -> ConfigurationPropertyName.of(name.replace('-', '.')))
                .collect(toUnmodifiableSet());
    }

    /** @throws IllegalStateException if the classes were compiled without the processor that writes the metadata */
    static KnownSettings load() {
        List<Setting> all = ((List<?>) readMetadata().getOrDefault("properties", List.of()))
                .stream()
                        .map(property -> Setting.of((Map<?, ?>) property))
                        .filter(setting -> setting.name().startsWith(PREFIX))
                        .toList();
        if (all.isEmpty()) {
            throw new IllegalStateException(METADATA.getDescription()
                    + " has no settings of Eligo: compile with spring-boot-configuration-processor");
        }
        return new KnownSettings(all);
    }

    private static Map<String, Object> readMetadata() {
        try {
            return JsonParserFactory.getJsonParser().parseMap(METADATA.getContentAsString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(METADATA.getDescription() + " cannot be read", e);
        }
    }

    /** Whether it is a setting, in any spelling that Spring Boot accepts in a file, or an element of one. */
    boolean contains(ConfigurationPropertyName name) {
        return settings.contains(name)
                || name.isNumericIndex(name.getNumberOfElements() - 1) && lists.contains(name.getParent())
                || maps.stream().anyMatch(map -> map.isAncestorOf(name));
    }

    /** Whether the environment variable, an underscore of which became a dot, has an underscore for each hyphen of a setting. */
    boolean containsVariable(ConfigurationPropertyName name) {
        return variables.contains(name);
    }

    /** Whether settings are below it. */
    boolean containsSection(ConfigurationPropertyName name) {
        return settings.stream().anyMatch(name::isAncestorOf);
    }

    /** The setting whose name is reached with the fewest changes of single letters. */
    String nearest(ConfigurationPropertyName unknown) {
        String letters = unknown.toString().replace("-", "");
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(letters, name.replace("-", ""))))
                .orElseThrow();
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
