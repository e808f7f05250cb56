package io.eligo.jobs.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Checks the folder of overriding job files. It refuses a file that is not named after a job and a key that is not the job's,
 * which would be ignored, and a file that is no YAML, whose name Spring Boot's error does not have. It runs before Spring Boot
 * imports the files and once more after, because {@code application.yml} may name another folder.
 */
class JobFolderCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private static final String SUFFIX = ".yml";

    static class BeforeImport implements EnvironmentPostProcessor, Ordered {
        @Override
        public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
            check(environment);
        }

        @Override
        public int getOrder() {
            return ConfigDataEnvironmentPostProcessor.ORDER - 1;
        }
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        check(event.getEnvironment());
    }

    static void check(Environment environment) {
        Path folder = Path.of(environment.getProperty("eligo.job-files", "jobs"));
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(JobFolderCheck::isYaml).toList()) {
                check(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.format(Locale.ROOT, "%s cannot be read", folder), e);
        }
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(SUFFIX) || name.endsWith(".yaml");
    }

    private static void check(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            throw new BadJobFile(
                    String.format(Locale.ROOT, "%s is not read; accepted: files named JOB%s", file, SUFFIX));
        }
        String job = name.substring(0, name.length() - SUFFIX.length());
        if (!JobNames.ALL.contains(job)) {
            throw new BadJobFile(String.format(
                    Locale.ROOT, "%s: unknown job '%s'; jobs: %s", file, job, String.join(", ", JobNames.ALL)));
        }
        String prefix = JobFiles.PREFIX + "." + job + ".";
        for (PropertySource<?> document : load(file)) {
            for (String key : ((EnumerablePropertySource<?>) document).getPropertyNames()) {
                if (!key.startsWith(prefix)) {
                    throw new BadJobFile(
                            String.format(Locale.ROOT, "%s: unknown key '%s'; accepted: %s*", file, key, prefix));
                }
            }
        }
    }

    private static List<PropertySource<?>> load(Path file) throws IOException {
        try {
            return new YamlPropertySourceLoader().load(file.toString(), new FileSystemResource(file));
        } catch (YAMLException e) {
            throw new BadJobFile(String.format(Locale.ROOT, "%s is not valid YAML: %s", file, e.getMessage()), e);
        }
    }
}
