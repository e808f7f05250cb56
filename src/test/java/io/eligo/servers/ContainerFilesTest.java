package io.eligo.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.files.JobFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** Values that docker-compose.yml, Dockerfile and .dockerignore repeat, and errors in them that no other test finds. */
class ContainerFilesTest {
    private static final Map<String, Object> SERVICES = services();

    @Test
    void composeRunsTheServersThatTheTestsRunOn() {
        assertThat(service("postgresql").get("image")).isEqualTo("${POSTGRESQL_IMAGE:-" + Containers.POSTGRESQL + "}");
        assertThat(service("redis").get("image")).isEqualTo("${REDIS_IMAGE:-" + Containers.REDIS + "}");
        Map<String, String> settings = words("postgresql", "command")
                .filter(word -> word.contains("="))
                .collect(Collectors.toMap(word -> word.split("=")[0], word -> word.split("=")[1]));
        assertThat(settings).containsKey("track_commit_timestamp");
        assertThat(PostgresqlSettings.ALL).containsAllEntriesOf(settings);
    }

    @Test
    void composeKeepsTheDatabaseInAVolumeWherePostgresql18WantsIt() {
        assertThat(words("postgresql", "volumes")).contains("postgresql:/var/lib/postgresql");
    }

    @Test
    void composePublishesTheApplicationOnlyAndOnThisMachineOnly() {
        assertThat(publishedWithProfile(null)).containsExactly("app");
        assertThat(publishedWithProfile("monitoring")).containsExactly("prometheus", "grafana");
        assertThat(SERVICES.keySet().stream().flatMap(name -> words(name, "ports")))
                .hasSize(3)
                .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
    }

    @Test
    void composeGivesNoContainerAPrivilegeNorAWritableRootFileSystem() {
        assertThat(SERVICES.keySet()).hasSizeGreaterThan(5).allSatisfy(name -> {
            assertThat(words(name, "cap_drop")).containsExactly("ALL");
            assertThat(words(name, "cap_add")).isEmpty();
            assertThat(words(name, "security_opt")).containsExactly("no-new-privileges:true");
            assertThat(service(name).get("read_only")).isEqualTo(true);
        });
        assertThat(SERVICES.keySet().stream()
                        .filter(name -> "root".equals(service(name).get("user"))))
                .as("root, without a capability, where volumes are written that belong to root")
                .containsExactlyInAnyOrder("password", "token", "monitoring-token");
    }

    @Test
    void composeHasNoPassword() throws IOException {
        assertThat(found("(?i)password\\w*: (.+)", "docker-compose.yml"))
                .containsExactlyInAnyOrder(
                        "{condition: service_completed_successfully}", "/secrets/spring.datasource.password");
    }

    private static Stream<String> publishedWithProfile(@Nullable String profile) {
        List<String> profiles = profile == null ? List.of() : List.of(profile);
        return SERVICES.keySet().stream()
                .filter(name -> service(name).containsKey("ports"))
                .filter(name -> words(name, "profiles").toList().equals(profiles));
    }

    @Test
    void theProfileMonitoringMountsWhatExists() {
        assertThat(Stream.of("monitoring-token", "prometheus", "grafana")
                        .flatMap(name -> words(name, "volumes"))
                        .filter(volume -> volume.startsWith("./")))
                .hasSize(6)
                .allSatisfy(volume -> assertThat(Path.of(volume.split(":")[0])).exists());
    }

    @Test
    void composeRunsExistingJobsWithArgumentsThatTheyAccept() {
        var environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        JobFiles files = JobFiles.bind(environment);
        List<List<String>> runs = SERVICES.keySet().stream()
                .map(name -> words(name, "command").toList())
                .filter(command -> command.contains("run"))
                .toList();
        assertThat(runs)
                .hasSize(2)
                .allSatisfy(run -> assertThat(files.get(run.get(1)).arguments().keySet())
                        .containsAll(run.stream()
                                .skip(2)
                                .map(argument -> argument.split("=")[0])
                                .toList()));
    }

    @Test
    void theImageIsBuiltFromEveryFolderThatTheBuildReads() throws IOException {
        List<String> allowedPaths = Files.readAllLines(Path.of(".dockerignore"));
        assertThat(found("<directory>([^<]*)</directory>", "pom.xml"))
                .isNotEmpty()
                .allSatisfy(folder -> assertThat(allowedPaths)
                        .anySatisfy(line -> assertThat("!" + folder + "/").startsWith(line + "/")));
    }

    @Test
    void theImageRunsOnTheJavaThatBuiltItWithoutPrivilegesAndHasAHealthCheck() throws IOException {
        assertThat(found("(?m)^FROM (\\S+)", "Dockerfile")).containsExactly("${JDK_IMAGE}", "${JRE_IMAGE}");
        assertThat(found("(?m)^ARG J.._IMAGE=eclipse-temurin:(\\d+)-", "Dockerfile"))
                .containsExactly("25", "25");
        assertThat(found("(?m)^USER (\\S+)$", "Dockerfile")).containsExactly("10001:0");
        assertThat(found("(?m)^(HEALTHCHECK) ", "Dockerfile")).hasSize(1);
    }

    @Test
    void theListOfDigestsHasTheImagesOfComposeAndDockerfile() throws IOException {
        List<String> images = found("(?m)^(\\w+_IMAGE=[^@\\s]+)@sha256:[0-9a-f]{64}$", "ops/image/base-images.env");
        assertThat(found("\\$\\{(\\w+_IMAGE:-[^}]+)}", "docker-compose.yml").stream()
                        .map(image -> image.replace(":-", "=")))
                .hasSize(4)
                .containsExactlyInAnyOrderElementsOf(images);
        assertThat(images).containsAll(found("(?m)^ARG (\\w+_IMAGE=\\S+)$", "Dockerfile"));
    }

    /** A syntax line would be fetched from a registry at each build, and not every builder reaches one. */
    @Test
    void theImageNeedsNoFrontend() throws IOException {
        assertThat(found("(?im)^#\\s*(syntax)\\s*=", "Dockerfile")).isEmpty();
    }

    private static List<String> found(String pattern, String file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static Stream<String> words(String service, String key) {
        return service(service).get(key) instanceof List<?> words
                ? words.stream().map(String::valueOf)
                : Stream.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> service(String name) {
        return (Map<String, Object>) Objects.requireNonNull(SERVICES.get(name), name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> services() {
        var yaml = new YamlMapFactoryBean();
        yaml.setResources(new FileSystemResource("docker-compose.yml"));
        Map<String, Object> file = Objects.requireNonNull(yaml.getObject());
        return (Map<String, Object>) Objects.requireNonNull(file.get("services"));
    }
}
