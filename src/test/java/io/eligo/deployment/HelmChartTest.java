package io.eligo.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The chart in {@code ops/helm/eligo}, rendered by Helm, and the manifests in {@code ops/kubernetes} that are rendered from it. */
class HelmChartTest {
    private static final Path MANIFESTS = Path.of("ops/kubernetes/eligo.yaml");
    private static final String DEFAULT = "ops/kubernetes/values.yaml";
    private static final String SMALL = "src/test/resources/helm/small.yaml";
    private static final String LARGE = "src/test/resources/helm/large.yaml";

    /** Every line of the table is a values file over that of {@code ops/kubernetes}, and what the refusal names. */
    private static final String WRONG_VALUES = """
            size: tiny                                              | /size
            sizes: small                                            | 'sizes'
            image: {tag: 'a b'}                                     | /image/tag
            image: {digest: 'sha256:12'}                            | /image/digest
            image: {pullPolicy: Sometimes}                          | /image/pullPolicy
            roles: {api: {replicas: two}}                           | /roles/api/replicas
            roles: {api: {replicas: -1}}                            | /roles/api/replicas
            roles: {admin: {replicas: 1}}                           | 'admin'
            roles: {worker: {resources: {requests: {ram: 1Gi}}}}    | 'ram'
            roles: {worker: {resources: {limits: {memory: 1 GB}}}}  | /roles/worker/resources/limits/memory
            database: {host: ''}                                    | /database/host
            database: {port: 70000}                                 | /database/port
            database: {parameters: 'password=secret'}               | /database/parameters
            database: {secret: {name: Not_A_Name}}                  | /database/secret/name
            database: {password: secret}                            | 'password'
            redis: {tls: 'yes'}                                     | /redis/tls
            tokens: {issuerUri: ''}                                 | /tokens
            tokens: {jwkSetUri: 'https://id.example.org/keys'}      | /tokens
            tokens: {issuerUri: id.example.org}                     | /tokens/issuerUri
            env: {eligo.cache.max-staleness: 1s}                    | 'eligo.cache.max-staleness'
            env: {ELIGO_ROLES: api}                                 | /env/ELIGO_ROLES
            env: {SPRING_DATA_REDIS_SSL_ENABLED: 'true'}            | /env/SPRING_DATA_REDIS_SSL_ENABLED
            roles: {api: {env: {SERVER_PORT: '80'}}}                | /roles/api/env/SERVER_PORT
            env: {ELIGO_LIMITS_RATE_BURST: 1000000}                 | /env/ELIGO_LIMITS_RATE_BURST
            migration: {timeout: 10}                                | /migration/timeout
            terminationGracePeriod: 5                               | /terminationGracePeriod
            networkPolicy: {clients: {podSelector: {}}}             | /networkPolicy/clients
            networkPolicy: {otherPorts: [0]}                        | /networkPolicy/otherPorts/0
            monitoring: {serviceMonitor: {interval: often}}         | /monitoring/serviceMonitor/interval
            monitoring: {serviceMonitor: {enabled: true}}           | /monitoring/serviceMonitor
            monitoring: {prometheusRule: {enabled: 'true'}}         | /monitoring/prometheusRule/enabled
            monitoring: {serviceMonitor: {enabled: true, tokenSecret: {name: t}}} | networkPolicy.monitoring
            """;

    @TempDir
    Path folder;

    @Test
    void helmFindsNoMistakeInTheChart() throws IOException {
        assertThat(Chart.lint(Path.of(DEFAULT)))
                .hasSize(1)
                .allMatch(message -> message.equals("[INFO] Chart.yaml: icon is recommended"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DEFAULT, SMALL, LARGE})
    void kubernetesAcceptsEveryObject(String values) {
        assertThat(Chart.objects(Path.of(values))).hasSizeGreaterThan(8).allSatisfy(KubernetesSchemas::check);
    }

    @Test
    void theLargeValuesDifferFromAllDefaults() throws IOException {
        JsonNode defaults = Chart.read(Chart.FOLDER.resolve("values.yaml"));
        assertThat(leaves("", Chart.read(Path.of(LARGE))))
                .isNotEmpty()
                .noneMatch(leaf -> leaves("", defaults).contains(leaf));
        assertThat(names("", Chart.read(Path.of(LARGE)))).containsAll(names("", defaults));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /spec            | replica       | 2    | replica
            /spec            | replicas      | "2"  | /spec/replicas
            /spec            | selector      |      | selector
            /spec/template/spec/containers/0       | securityContexts | {} | securityContexts
            /spec/template/spec/containers/0/env/0 | value            | 80 | value
            """)
    void theCheckOfObjectsRefusesAMistake(String parent, String field, String json, String named) {
        ObjectNode object = (ObjectNode) deployment("api");
        ObjectNode changed = (ObjectNode) object.at(parent);
        if (json == null) {
            changed.remove(field);
        } else {
            changed.set(field, JsonMapper.shared().readTree(json));
        }
        assertThatThrownBy(() -> KubernetesSchemas.check(object)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ServiceMonitor", "PrometheusRule"})
    void theCheckOfObjectsOfTheOperatorRefusesAnUnknownField(String kind) {
        JsonNode object = ofKind(Chart.objects(Path.of(LARGE)), kind).get(0);
        ((ObjectNode) object.path("spec")).put("labels", "x");
        assertThatThrownBy(() -> KubernetesSchemas.check(object)).hasMessageContaining("labels");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = WRONG_VALUES)
    void aWrongValueIsRefusedByName(String values, String named) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        assertThatThrownBy(() -> Chart.render(Path.of(DEFAULT), file)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {DEFAULT, SMALL, LARGE})
    void noContainerHasAPrivilegeOrWritesOutsideOfItsVolumes(String values) {
        assertThat(pods(Chart.objects(Path.of(values)))).isNotEmpty().allSatisfy(pod -> {
            JsonNode spec = pod.at("/spec");
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/runAsUser").isMissingNode())
                    .as("any uid")
                    .isTrue();
            assertThat(spec.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            assertThat(spec.path("automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            JsonNode container = spec.at("/containers/0");
            assertThat(container.path("securityContext"))
                    .isEqualTo(JsonMapper.shared().readTree("""
                            {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}
                            """));
            assertThat(container.at("/resources/requests/cpu").isMissingNode()).isFalse();
            assertThat(container.at("/resources/limits/memory").asString())
                    .isNotEmpty()
                    .isEqualTo(container.at("/resources/requests/memory").asString());
            assertThat(container
                            .path("volumeMounts")
                            .valueStream()
                            .map(mount -> mount.path("mountPath").asString()))
                    .contains("/tmp");
        });
    }

    @Test
    void everySecretIsAFile() {
        assertThat(pods(Chart.objects(Path.of(LARGE))))
                .allSatisfy(pod -> assertThat(pod.at("/spec/containers/0/env").valueStream())
                        .allSatisfy(variable ->
                                assertThat(variable.has("valueFrom")).isFalse())
                        .extracting(variable -> variable.path("name").asString())
                        .noneMatch(name -> name.contains("PASSWORD")));
        assertThat(deployment("api").toString()).contains("spring.datasource.password");
    }

    /** A pod with a variable that no library reads would start with another setting than the values say. */
    @ParameterizedTest
    @ValueSource(strings = {DEFAULT, SMALL, LARGE})
    void everyVariableAndEveryFileIsASettingThatExists(String values) throws IOException {
        Set<String> settings = settings();
        assertThat(pods(Chart.objects(Path.of(values)))).allSatisfy(pod -> {
            assertThat(pod.at("/spec/containers/0/env").valueStream())
                    .isNotEmpty()
                    .extracting(variable -> variable.path("name").asString().replace("_", ""))
                    .isSubsetOf(settings);
            assertThat(pod.at("/spec/volumes")
                            .valueStream()
                            .flatMap(volume -> volume.at("/projected/sources").valueStream())
                            .flatMap(source -> source.at("/secret/items").valueStream()))
                    .isNotEmpty()
                    .extracting(item -> comparable(item.path("path").asString()))
                    .isSubsetOf(settings);
        });
    }

    @Test
    void selectorsFindThePodsOfTheirRole() {
        List<JsonNode> objects = Chart.objects(Path.of(LARGE));
        Stream.of("api", "console", "scheduler", "worker").forEach(role -> {
            assertThat(selected(
                            objects,
                            find(objects, "PodDisruptionBudget", "eligo-" + role)
                                    .at("/spec/selector/matchLabels")))
                    .containsExactly(role);
            assertThat(selected(
                            objects,
                            find(objects, "Deployment", "eligo-" + role).at("/spec/selector/matchLabels")))
                    .containsExactly(role);
        });
        assertThat(selected(objects, find(objects, "Service", "eligo-api").at("/spec/selector")))
                .containsExactly("api");
        assertThat(selected(objects, find(objects, "Service", "eligo-console").at("/spec/selector")))
                .containsExactly("console");
        assertThat(selected(objects, find(objects, "Service", "eligo-metrics").at("/spec/selector")))
                .contains("api", "console", "scheduler", "worker");
        assertThat(selected(objects, find(objects, "NetworkPolicy", "eligo").at("/spec/podSelector/matchLabels")))
                .containsExactlyInAnyOrder("api", "console", "scheduler", "worker", "migration");
        assertThat(selected(
                        objects,
                        find(objects, "NetworkPolicy", "eligo-migration").at("/spec/podSelector/matchLabels")))
                .containsExactly("migration");
    }

    @Test
    void theServiceMonitorFindsTheServiceOfAllNodesAndTheirJobIsCalledEligo() {
        List<JsonNode> objects = Chart.objects(Path.of(LARGE));
        JsonNode monitor = find(objects, "ServiceMonitor", "eligo");
        List<JsonNode> services = ofKind(objects, "Service").stream()
                .filter(service -> contains(service.at("/metadata/labels"), monitor.at("/spec/selector/matchLabels")))
                .toList();
        assertThat(services).singleElement().satisfies(service -> {
            assertThat(service.at("/metadata/name").asString()).isEqualTo("eligo-metrics");
            assertThat(service.at("/metadata/labels")
                            .path(monitor.at("/spec/jobLabel").asString())
                            .asString())
                    .isEqualTo("eligo");
            assertThat(service.at("/spec/ports/0/name")).isEqualTo(monitor.at("/spec/endpoints/0/port"));
        });
    }

    @Test
    void theRulesAreThoseOfOpsAlerts() throws IOException {
        var groups = new ArrayList<JsonNode>();
        try (Stream<Path> files = Files.list(Path.of("ops/alerts"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                groups.addAll(Chart.read(file).path("groups").valueStream().toList());
            }
        }
        JsonNode rules = find(Chart.objects(Path.of(LARGE)), "PrometheusRule", "eligo");
        assertThat(rules.at("/spec/groups").valueStream().toList())
                .hasSizeGreaterThan(5)
                .isEqualTo(groups);
        assertThat(Chart.renderInPlace(Path.of(LARGE)))
                .as("Helm follows the link to ops/alerts")
                .contains("kind: PrometheusRule", "alert: " + alerts(groups).get(0));
    }

    @Test
    void aHookMigratesBeforeTheNodesAndTheNodesDoNot() throws IOException {
        List<JsonNode> objects = Chart.objects(Path.of(LARGE));
        JsonNode job = find(objects, "Job", "eligo-migration");
        assertThat(Chart.FOLDER.resolve("templates/migration.yaml"))
                .content()
                .as(
                        "the job is a hook, and so is its way through a namespace that refuses what no policy allows, before it")
                .containsSubsequence(
                        "kind: NetworkPolicy",
                        "\n    helm.sh/hook: pre-install,pre-upgrade\n    helm.sh/hook-weight: \"-1\"\n",
                        "kind: Job",
                        "\n    helm.sh/hook: pre-install,pre-upgrade\n");
        assertThat(job.at("/spec/template/spec/containers/0/args").toString()).isEqualTo("[\"migrate\"]");
        assertThat(job.toString()).contains("\"name\":\"owner\"").doesNotContain("\"name\":\"db\"");
        assertThat(variable(deployment("api"), "SPRING_LIQUIBASE_ENABLED")).isEqualTo("false");

        List<JsonNode> small = Chart.objects(Path.of(SMALL));
        assertThat(ofKind(small, "Job")).isEmpty();
        assertThat(variable(find(small, "Deployment", "eligo-api"), "SPRING_LIQUIBASE_ENABLED"))
                .isEqualTo("true");
        assertThat(ofKind(small, "Deployment"))
                .as("no deployment of a role without replicas")
                .hasSize(3);
    }

    @Test
    void theVersionIsThatOfTheProject() throws IOException {
        JsonNode chart = Chart.read(Chart.FOLDER.resolve("Chart.yaml"));
        var project = Pattern.compile("<artifactId>eligo</artifactId>\\s*<version>([^<]+?)(?:-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(project.find()).isTrue();
        assertThat(chart.path("appVersion").asString()).isEqualTo(project.group(1));
        assertThat(chart.path("version").asString()).isEqualTo(project.group(1));
    }

    /** {@code -Dmanifests.write=true} writes the manifests. */
    @Test
    void theManifestsAreThoseOfTheChart() throws IOException {
        String rendered = """
                # Rendered from ops/helm/eligo with values.yaml beside it; see docs/kubernetes.md.
                """ + Chart.render(Path.of(DEFAULT));
        if (Boolean.getBoolean("manifests.write")) {
            Files.writeString(MANIFESTS, rendered);
        }
        assertThat(MANIFESTS)
                .as("run this test with -Dmanifests.write=true to render them again")
                .hasContent(rendered);
    }

    private static List<String> alerts(List<JsonNode> groups) {
        return groups.stream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(rule -> rule.path("alert").asString())
                .filter(alert -> !alert.isEmpty())
                .toList();
    }

    /** Of Eligo and Spring Boot, as {@link #comparable} writes them. */
    private static Set<String> settings() throws IOException {
        var names = new HashSet<String>();
        for (URL file : Collections.list(
                HelmChartTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream json = file.openStream()) {
                JsonMapper.shared()
                        .readTree(json)
                        .path("properties")
                        .forEach(property ->
                                names.add(comparable(property.path("name").asString())));
            }
        }
        // Names that Spring Boot reads before it has metadata.
        names.addAll(List.of("SPRINGCONFIGIMPORT", "SPRINGPROFILESACTIVE"));
        return names;
    }

    private static String comparable(String property) {
        return property.replaceAll("[-.]", "").toUpperCase(Locale.ROOT);
    }

    private static JsonNode deployment(String role) {
        return find(Chart.objects(Path.of(LARGE)), "Deployment", "eligo-" + role);
    }

    private static String variable(JsonNode deployment, String name) {
        return deployment
                .at("/spec/template/spec/containers/0/env")
                .valueStream()
                .filter(variable -> variable.path("name").asString().equals(name))
                .map(variable -> variable.path("value").asString())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode find(List<JsonNode> objects, String kind, String name) {
        return ofKind(objects, kind).stream()
                .filter(object -> object.at("/metadata/name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .toList();
    }

    private static List<JsonNode> pods(List<JsonNode> objects) {
        return objects.stream()
                .map(object -> object.at("/spec/template"))
                .filter(JsonNode::isObject)
                .toList();
    }

    /** The roles of the pods that have these labels. */
    private static Stream<String> selected(List<JsonNode> objects, JsonNode labels) {
        assertThat(labels.isEmpty()).isFalse();
        return pods(objects).stream()
                .map(pod -> pod.at("/metadata/labels"))
                .filter(pod -> contains(pod, labels))
                .map(pod -> pod.path("app.kubernetes.io/component").asString());
    }

    private static boolean contains(JsonNode labels, JsonNode required) {
        return labels.properties().containsAll(new HashSet<>(required.properties()));
    }

    /** The paths of all values that are no objects, with these values. */
    private static List<Map.Entry<String, String>> leaves(String path, JsonNode node) {
        return node.isObject()
                ? node.properties().stream()
                        .flatMap(field -> leaves(path + "/" + field.getKey(), field.getValue()).stream())
                        .toList()
                : List.of(Map.entry(path, node.toString()));
    }

    private static List<String> names(String path, JsonNode node) {
        return node.properties().stream()
                .map(field -> path + "/" + field.getKey())
                .toList();
    }
}
