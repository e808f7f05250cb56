package io.eligo.deployment;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Helm chart, rendered by Helm 3 itself, which is a native library in a Maven artifact. The library leaves out hooks, so a copy
 * of the chart is rendered whose objects are no hooks.
 */
final class Chart {
    static final Path FOLDER = Path.of("ops/helm/eligo");

    private static final String RELEASE = "eligo";
    private static final String HOOK = "(?m)^  annotations:\n(    helm\\.sh/hook.*\n)+";

    /** A version of Kubernetes that the chart supports; the library assumes an old one. */
    private static final String KUBERNETES = "1.34.0";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path COPY = copyWithoutHooks();

    /** Renders the chart as {@code helm template}; values of later files replace those of earlier ones. */
    static String render(Path... values) {
        return render(COPY, values);
    }

    /** Renders the chart in its own folder, without its hooks. */
    static String renderInPlace(Path... values) {
        return render(FOLDER, values);
    }

    private static String render(Path chart, Path... values) {
        TemplateCommand command = new Helm(chart)
                .template()
                .withName(RELEASE)
                .withNamespace(RELEASE)
                .withKubeVersion(KUBERNETES);
        List.of(values).forEach(command::withValuesFile);
        return command.call();
    }

    static List<JsonNode> objects(Path... values) {
        return StreamSupport.stream(new Yaml().loadAll(render(values)).spliterator(), false)
                .filter(Objects::nonNull)
                .map(JSON::<JsonNode>valueToTree)
                .toList();
    }

    static JsonNode read(Path yaml) throws IOException {
        return JSON.valueToTree(new Yaml().load(Files.readString(yaml)));
    }

    /** The messages of {@code helm lint}, which knows no values but those of the chart: the default values lack the required ones. */
    static List<String> lint(Path values) throws IOException {
        Path chart = copyWithoutHooks();
        Path defaults = chart.resolve("values.yaml");
        JsonNode merged = merge((ObjectNode) read(defaults), read(values));
        Files.writeString(defaults, merged.toString());
        return new Helm(chart).lint().strict().call().getMessages();
    }

    private static JsonNode merge(ObjectNode defaults, JsonNode values) {
        values.properties().forEach(field -> {
            JsonNode other = defaults.path(field.getKey());
            defaults.set(
                    field.getKey(),
                    other instanceof ObjectNode object && field.getValue().isObject()
                            ? merge(object, field.getValue())
                            : field.getValue());
        });
        return defaults;
    }

    private static Path copyWithoutHooks() {
        try {
            Path copy = Files.createTempDirectory("chart");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(copy)));
            try (Stream<Path> files = Files.walk(FOLDER, FileVisitOption.FOLLOW_LINKS)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = copy.resolve("eligo").resolve(FOLDER.relativize(file));
                    Files.createDirectories(target.getParent());
                    Files.writeString(target, Files.readString(file).replaceAll(HOOK, ""));
                }
            }
            return copy.resolve("eligo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Chart() {}
}
