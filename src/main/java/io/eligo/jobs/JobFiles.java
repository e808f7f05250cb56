package io.eligo.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** All job files by name: those of the jar, each replaced by its namesake in the folder beside it where there is one. */
public final class JobFiles {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Pattern KEY = Pattern.compile("([A-Za-z][\\w-]*)\\s*:");
    private static final List<String> KEYS = Arrays.stream(JobFile.class.getRecordComponents())
            .map(component -> component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
            .toList();

    private final Map<String, JobFile> files;

    private JobFiles(Map<String, JobFile> files) {
        this.files = files;
    }

    /**
     * @param beside a folder whose files replace those of the jar; it need not exist
     * @throws BadJobFile if any of them has a mistake, or one beside has no namesake in the jar
     */
    public static JobFiles load(Path beside) {
        var files = new TreeMap<String, JobFile>();
        try {
            for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath*:jobs/*.yml")) {
                String file = Objects.requireNonNull(resource.getFilename());
                Path replacement = beside.resolve(file);
                files.put(
                        name(file),
                        Files.exists(replacement) ? read(new FileSystemResource(replacement)) : read(resource));
            }
            refuseStrangers(beside, files);
        } catch (IOException e) {
            throw new UncheckedIOException("reading job files", e);
        }
        return new JobFiles(files);
    }

    /** @throws BadArguments if there is no such job, naming those that there are */
    public JobFile get(String job) {
        JobFile file = files.get(job);
        if (file == null) {
            throw new BadArguments("no job '%s'. Jobs: %s".formatted(job, String.join(", ", files.keySet())));
        }
        return file;
    }

    public Iterable<String> names() {
        return files.keySet();
    }

    private static JobFile read(Resource resource) throws IOException {
        String text = resource.getContentAsString(StandardCharsets.UTF_8);
        refuseUnknownKeys(resource, text);
        try {
            return YAML.readValue(text, JobFile.class);
        } catch (JacksonException e) {
            throw new BadJobFile("%s, line %s: %s".formatted(resource.getFilename(), line(e), reason(e)), e);
        }
    }

    // Jackson would name the key that is missing for it first, which is not where the mistake stands.
    private static void refuseUnknownKeys(Resource resource, String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = KEY.matcher(lines.get(i));
            if (key.lookingAt() && !KEYS.contains(key.group(1))) {
                throw new BadJobFile("%s, line %d: unknown key '%s'; accepted: %s"
                        .formatted(resource.getFilename(), i + 1, key.group(1), String.join(", ", KEYS)));
            }
        }
    }

    private static String line(JacksonException e) {
        return e.getLocation() == null ? "?" : String.valueOf(e.getLocation().getLineNr());
    }

    private static String reason(JacksonException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key '%s'; accepted: %s"
                    .formatted(
                            unknown.getPropertyName(),
                            String.join(
                                    ", ",
                                    unknown.getKnownPropertyIds().stream()
                                            .map(String::valueOf)
                                            .toList()));
        }
        String where = e instanceof DatabindException && !e.getPath().isEmpty() ? e.getPathReference() + ": " : "";
        return where
                + (e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage());
    }

    private static void refuseStrangers(Path beside, Map<String, JobFile> files) throws IOException {
        if (!Files.isDirectory(beside)) {
            return;
        }
        try (var found = Files.list(beside)) {
            for (Path path :
                    found.filter(path -> path.toString().endsWith(".yml")).toList()) {
                String name = name(path.getFileName().toString());
                if (!files.containsKey(name)) {
                    throw new BadJobFile("%s: there is no job '%s'; jobs: %s"
                            .formatted(path, name, String.join(", ", files.keySet())));
                }
            }
        }
    }

    private static String name(String file) {
        return file.substring(0, file.length() - ".yml".length());
    }
}
