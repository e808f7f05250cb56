package io.eligo.jobs.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * All job files by name: the files of the jar, each replaced by the file of the same name in the override folder if
 * there is one.
 */
public final class JobFiles {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final List<String> KEYS = keys(JobFile.class);
    private static final List<String> ARGUMENT_KEYS = keys(JobFile.JobArgument.class);
    private static final List<String> GUARD_KEYS = keys(JobFile.LossLimits.class);

    private final Map<String, JobFile> files;

    private JobFiles(Map<String, JobFile> files) {
        this.files = files;
    }

    /**
     * @param overrides a folder whose files replace those of the jar; it need not exist
     * @throws BadJobFile if any file is invalid, or an override has no file of the same name in the jar
     */
    public static JobFiles load(Path overrides) {
        var files = new TreeMap<String, JobFile>();
        try {
            for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath*:jobs/*.yml")) {
                String file = Objects.requireNonNull(resource.getFilename());
                Path replacement = overrides.resolve(file);
                files.put(
                        name(file),
                        Files.exists(replacement) ? read(new FileSystemResource(replacement)) : read(resource));
            }
            rejectUnknownFiles(overrides, files);
        } catch (IOException e) {
            throw new UncheckedIOException("job files unreadable", e);
        }
        return new JobFiles(files);
    }

    /** @throws BadArguments if there is no such job, naming the existing ones */
    public JobFile get(String job) {
        JobFile file = files.get(job);
        if (file == null) {
            throw new BadArguments(
                    String.format(Locale.ROOT, "no job '%s'. Jobs: %s", job, String.join(", ", files.keySet())));
        }
        return file;
    }

    /**
     * Returns the file of a job that accepts at most {@code maxChunk} items in a transaction.
     *
     * @throws BadJobFile if the file's chunk is larger
     */
    public JobFile get(String job, int maxChunk) {
        JobFile file = get(job);
        if (file.chunk() > maxChunk) {
            throw new BadJobFile(
                    String.format(Locale.ROOT, "%s.yml: chunk is %d; accepted: 1 to %d", job, file.chunk(), maxChunk));
        }
        return file;
    }

    /** Sorted by name. */
    public Map<String, JobFile> all() {
        return Collections.unmodifiableMap(files);
    }

    public Iterable<String> names() {
        return files.keySet();
    }

    private static JobFile read(Resource resource) {
        String file = Objects.requireNonNull(resource.getFilename());
        String text = text(resource);
        try {
            checkKeys(file, text);
            return YAML.readValue(text, JobFile.class);
        } catch (JacksonException e) {
            throw new BadJobFile(String.format(Locale.ROOT, "%s, line %s: %s", file, line(e), reason(e)), e);
        }
    }

    private static String text(Resource resource) {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadJobFile(String.format(Locale.ROOT, "%s cannot be read: %s", resource, e.getMessage()), e);
        }
    }

    // Checked before binding: binding would report the missing key instead of the misspelt one.
    private static void checkKeys(String file, String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            int depth = 0;
            String key = "";
            while (parser.nextToken() != null) {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                List<String> accepted = depth == 1 ? KEYS : depth == 3 ? ARGUMENT_KEYS : null;
                if (depth == 2 && key.equals("guard")) {
                    accepted = GUARD_KEYS;
                }
                if (token == JsonToken.PROPERTY_NAME && depth == 1) {
                    key = parser.currentName();
                }
                if (token == JsonToken.PROPERTY_NAME && accepted != null && !accepted.contains(parser.currentName())) {
                    throw new BadJobFile(String.format(
                            Locale.ROOT,
                            "%s, line %d: unknown key '%s'; accepted: %s",
                            file,
                            parser.currentTokenLocation().getLineNr(),
                            parser.currentName(),
                            String.join(", ", accepted)));
                }
            }
        }
    }

    private static String line(JacksonException e) {
        return e.getLocation() == null ? "?" : String.valueOf(e.getLocation().getLineNr());
    }

    private static String reason(JacksonException e) {
        String path = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .collect(Collectors.joining("."));
        Throwable cause = e.getCause();
        String message = cause == null ? e.getOriginalMessage() : String.valueOf(cause.getMessage());
        return path.isEmpty() ? message : path + ": " + message;
    }

    private static List<String> keys(Class<? extends Record> record) {
        return Stream.of(record.getRecordComponents())
                .map(component -> component.getName().equals("fallback") ? "default" : component.getName())
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void rejectUnknownFiles(Path overrides, Map<String, JobFile> files) throws IOException {
        if (!Files.isDirectory(overrides)) {
            return;
        }
        try (var found = Files.list(overrides)) {
            for (Path path :
                    found.filter(path -> path.toString().endsWith(".yml")).toList()) {
                String name = name(path.getFileName().toString());
                if (!files.containsKey(name)) {
                    throw new BadJobFile(String.format(
                            Locale.ROOT,
                            "%s: unknown job '%s'; jobs: %s",
                            path,
                            name,
                            String.join(", ", files.keySet())));
                }
            }
        }
    }

    private static String name(String file) {
        return file.substring(0, file.length() - ".yml".length());
    }
}
