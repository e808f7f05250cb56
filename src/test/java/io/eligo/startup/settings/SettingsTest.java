package io.eligo.startup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.startup.StartupErrors;
import io.eligo.startup.StartupFailure;
import io.eligo.startup.settings.SettingsMetadata.Setting;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/** All settings {@code eligo.*}: their records, the metadata, and the error of a start with an invalid one. */
class SettingsTest {
    private static final String SYSTEM_ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    private static final Map<String, Setting> METADATA = SettingsMetadata.read();
    private static final MutablePropertySources APPLICATION_YML = applicationYml();
    private static final Map<String, @Nullable Object> DEFAULTS = values(Map.of());

    /** Values that are refused, and the accepted ones that the error names. Those of each job are in JobFilesTest. */
    private static final String OUT_OF_RANGE = """
            eligo.cache.eviction-timeout              | -1s     | at least 0s
            eligo.cache.lease-duration                | 9ms     | at least 10ms
            eligo.cache.maintenance-interval          | 0s      | at least 10ms
            eligo.cache.max-staleness                 | 9ms     | at least 10ms
            eligo.cache.time-to-live                  | 999ms   | at least 1s
            eligo.catalog.refresh-interval            | 9ms     | at least 10ms
            eligo.catalog.unhealthy-after             | 200ms   | more than eligo.catalog.refresh-interval, which is PT0.2S
            eligo.clock                               | noon    | an ISO-8601 instant such as 2026-11-22T12:00:00Z
            eligo.freshness.max-wait                  | -1ms    | at least 0s
            eligo.freshness.max-wait                  | 61s     | at most 1m
            eligo.graphql.document-cache-size         | -1B     | at least 0B
            eligo.graphql.fragment-cache-size         | -1B     | at least 0B
            eligo.graphql.only-trusted                | true    | needs eligo.graphql.trusted-documents
            eligo.graphql.only-trusted                | perhaps | true or false
            eligo.job-progress                        | dots    | bar, lines
            eligo.limits.body-size                    | 0B      | 1B to 1GB
            eligo.limits.body-size                    | 1025MB  | 1B to 1GB
            eligo.limits.body-size                    | large   | a size such as 64KB
            eligo.limits.cost                         | 0       | at least 1
            eligo.limits.depth                        | 0       | at least 1
            eligo.limits.depth                        | deep    | a whole number
            eligo.limits.http.body-timeout            | 0s      | more than 0s
            eligo.limits.http.body-timeout            | 61m     | at most 1h
            eligo.limits.http.pending-bodies          | 1       | at least 2
            eligo.limits.http.pending-bodies-per-user | 0       | at least 1
            eligo.limits.query-time.concurrency       | 0       | at least 1
            eligo.limits.query-time.concurrency       | 1001    | at most 1000
            eligo.limits.query-time.max-wait          | -1ms    | at least 0s
            eligo.limits.query-time.max-wait          | 11s     | at most 10s
            eligo.limits.rate.burst                   | 49      | at least eligo.limits.rate.per-second, which is 50
            eligo.limits.rate.per-second              | 0       | at least 1
            eligo.limits.rate.timeout                 | 0s      | more than 0s
            eligo.limits.rate.timeout                 | 1001ms  | at most 1s
            eligo.limits.response-size                | 999B    | 1000B to 1GB
            eligo.limits.response-size                | 1025MB  | 1000B to 1GB
            eligo.limits.timeout                      | 0s      | more than 0s
            eligo.limits.timeout                      | 61m     | at most 1h
            eligo.limits.tokens                       | 0       | at least 1
            eligo.nodes.dead-after                    | 61m     | at most 1h
            eligo.nodes.dead-after                    | 5s      | at least three times eligo.nodes.heartbeat-interval, which is PT2S
            eligo.nodes.heartbeat-interval            | 99ms    | at least 100ms
            eligo.outbox.initial-backoff              | -1s     | at least 0s
            eligo.outbox.lease-duration               | 999ms   | at least 1s
            eligo.outbox.lease-duration               | 61m     | at most 1h
            eligo.outbox.lease-duration               | a while | a duration such as PT10S or 10s
            eligo.outbox.max-attempts                 | 0       | at least 1
            eligo.outbox.max-backoff                  | 999ms   | at least eligo.outbox.initial-backoff, which is PT1S
            eligo.outbox.poller.interval              | 9ms     | at least 10ms
            eligo.outbox.poller.max-merchants         | 0       | at least 1
            eligo.outbox.poller.max-user-share        | 0       | more than 0
            eligo.outbox.poller.max-user-share        | NaN     | more than 0
            eligo.outbox.poller.max-user-share        | half    | a number
            eligo.redis.timeout                       | 0s      | more than 0s
            eligo.redis.timeout                       | 1001ms  | at most 1s
            eligo.retention.audit                     | 59m     | at least 1h
            eligo.retention.completed-runs            | 59m     | at least 1h
            eligo.retention.failed-runs               | 59m     | at least 1h
            eligo.retention.launches                  | 59m     | at least 1h
            eligo.retention.parked-events             | 59m     | at least 1h
            eligo.retention.shadow-cases              | 59m     | at least 1h
            eligo.rollout.database-cpu.cpus           | -1      | at least 0
            eligo.rollout.database-cpu.cpus           | 10001   | at most 10000
            """;

    /** In a document: in backquotes, with or without a value or something below it. */
    private static final Pattern NAMED_SETTING =
            Pattern.compile("`(?:--)?(eligo\\.[a-z]+(?:[.-][a-z]+)*)(?:=[^`]*|\\.[A-Z*][^`]*)?`");

    @ConfigurationPropertiesScan("io.eligo")
    static class AllSettings {}

    @Test
    void everySettingIsDescribedInTheMetadata() {
        assertThat(METADATA.keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(DEFAULTS.keySet().stream(), Stream.of("eligo.roles"))
                        .toList());
        assertThat(METADATA.values())
                .allSatisfy(setting -> assertThat(setting.description()).matches("[A-Z].*\\."));
    }

    @Test
    void theDocumentedDefaultsAreTheDefaults() {
        Map<String, String> documented = METADATA.values().stream()
                .filter(setting -> !setting.ofEachJob() && setting.isOfRecord() && setting.fallback() != null)
                .collect(Collectors.toMap(Setting::name, setting -> String.valueOf(setting.fallback())));

        assertThat(documented).hasSizeGreaterThan(30);
        assertThat(values(documented)).isEqualTo(DEFAULTS);
        assertThat(METADATA.values())
                .filteredOn(setting -> !setting.ofEachJob() && setting.fallback() == null)
                .allSatisfy(setting -> assertThat(DEFAULTS.get(setting.name())).isNull());
    }

    @Test
    void everySettingCanBeSetByItsName() {
        Map<String, String> others = otherValues();
        assertThat(values(others)).containsAllEntriesOf(converted(others));
    }

    @Test
    void everySettingCanBeSetByAnEnvironmentVariable() {
        Map<String, String> others = otherValues();
        Map<String, Object> variables = others.entrySet().stream()
                .collect(Collectors.toMap(
                        other -> other.getKey()
                                .replace("-", "")
                                .replace('.', '_')
                                .toUpperCase(Locale.ROOT),
                        Map.Entry::getValue));
        var bound = new HashMap<String, @Nullable Object>();
        application()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                SYSTEM_ENVIRONMENT, new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT, variables)))
                .run(context -> bound.putAll(values(context)));
        assertThat(bound).containsAllEntriesOf(converted(others));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("outOfRange")
    void aValueOutOfRangeIsRefusedInOneLineThatNamesIt(String name, String value, String accepted) {
        application().withPropertyValues(name + "=" + value).run(context -> {
            String line = StartupErrors.line(context.getStartupFailure());
            assertThat(line)
                    .startsWith(name + " is ")
                    .contains(accepted)
                    .doesNotContain("\n", "io.eligo")
                    .hasSizeLessThan(250);
        });
    }

    @Test
    void everySettingWithARangeIsTried() {
        List<String> tried = outOfRange().map(row -> row[0]).toList();
        assertThat(METADATA.values())
                .filteredOn(setting -> !setting.ofEachJob() && hasRange(setting.javaType()))
                .extracting(Setting::name)
                .isNotEmpty()
                .isSubsetOf(tried);
    }

    @Test
    void theDocumentsNameOnlySettingsThatExist() throws IOException {
        try (var docs = Files.walk(Path.of("docs"));
                var ops = Files.walk(Path.of("ops"))) {
            assertThat(Stream.concat(docs, ops).filter(file -> file.toString().endsWith(".md")))
                    .allSatisfy(
                            document -> assertThat(settingsNamedIn(document)).allMatch(SettingsTest::isSetting));
        }
    }

    private static Stream<String> settingsNamedIn(Path document) throws IOException {
        return NAMED_SETTING.matcher(Files.readString(document)).results().map(name -> name.group(1));
    }

    /** Whether there is such a setting, or a group of settings, or a parameter of PostgreSQL sessions. */
    private static boolean isSetting(String name) {
        return name.equals("eligo.now")
                || METADATA.keySet().stream().anyMatch(setting -> (setting + ".").startsWith(name + "."));
    }

    @ParameterizedTest
    @MethodSource("renamed")
    void aRenamedSettingIsRefused(RenamedSettings.Renamed renamed) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(renamed.oldName(), "1")));

        assertThatThrownBy(() -> RenamedSettings.refuse(environment))
                .isInstanceOf(StartupFailure.class)
                .hasMessageStartingWith(renamed.oldName() + " is ")
                .hasMessageContaining(renamed.newName());
        assertThat(METADATA).doesNotContainKey(renamed.oldName());
        assertThat(renamed.newName()).matches(name -> name.isEmpty() || METADATA.containsKey(name));
    }

    @Test
    void aRenamedSettingIsRefusedInTheEnvironmentToo() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        SYSTEM_ENVIRONMENT,
                        new SystemEnvironmentPropertySource(
                                SYSTEM_ENVIRONMENT, Map.of("ELIGO_LIMITS_HTTP_BODIESPERUSER", "1")));

        assertThatThrownBy(() -> RenamedSettings.refuse(environment))
                .hasMessage(
                        "eligo.limits.http.bodies-per-user is now called eligo.limits.http.pending-bodies-per-user.");
    }

    @Test
    void currentSettingsAreNotRefused() {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.copyOf(otherValues())));
        RenamedSettings.refuse(environment);
    }

    private static Stream<String[]> outOfRange() {
        return OUT_OF_RANGE.lines().map(row -> row.strip().split("\\s*\\|\\s*"));
    }

    private static Stream<RenamedSettings.Renamed> renamed() {
        return RenamedSettings.ALL.stream();
    }

    private static boolean hasRange(Class<?> type) {
        return Number.class.isAssignableFrom(type)
                || type == Duration.class
                || type == DataSize.class
                || type == Boolean.class
                || type.isEnum();
    }

    /** A valid value of each setting that is not its default. */
    private static Map<String, String> otherValues() {
        var others = new TreeMap<String, String>();
        for (Setting setting : METADATA.values()) {
            // Without loss limits their values are not kept: see JobFilesTest.
            if (setting.isOfRecord() && !setting.name().endsWith(".loss-limits.enabled")) {
                if (setting.javaType() == Map.class) {
                    others.put(setting.name() + ".other.type", "id");
                } else {
                    others.put(setting.name(), otherValue(setting));
                }
            }
        }
        return others;
    }

    private static String otherValue(Setting setting) {
        Object value = DEFAULTS.get(setting.name());
        if (value == null && setting.fallback() != null) {
            value = convert(setting.fallback(), setting);
        }
        if (value instanceof Duration duration) {
            return duration.isZero()
                    ? "PT1M"
                    : duration.plus(duration.dividedBy(10)).toString();
        }
        if (value instanceof DataSize size) {
            return size.toBytes() + 1 + "B";
        }
        if (value instanceof Double number) {
            return String.valueOf(number * 0.9);
        }
        if (value instanceof Number number) {
            return String.valueOf(number.longValue() + 1);
        }
        if (value instanceof Boolean on) {
            return String.valueOf(!on);
        }
        if (setting.javaType().isEnum()) {
            return Stream.of(setting.javaType().getEnumConstants())
                    .filter(Predicate.isEqual(value).negate())
                    .findFirst()
                    .orElseThrow()
                    .toString()
                    .toLowerCase(Locale.ROOT);
        }
        if (setting.name().endsWith(".url")) {
            return "http://localhost/hook";
        }
        return setting.name().equals("eligo.clock")
                ? "2026-11-22T12:00:00Z"
                : setting.name().endsWith(".schedule") ? "0 0 1 * * ?" : "other";
    }

    private static Map<String, Object> converted(Map<String, String> values) {
        return values.entrySet().stream()
                .filter(value -> METADATA.containsKey(value.getKey()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        value -> convert(value.getValue(), Objects.requireNonNull(METADATA.get(value.getKey())))));
    }

    private static Object convert(String value, Setting setting) {
        return setting.javaType() == Path.class
                ? Path.of(value)
                : Objects.requireNonNull(
                        ApplicationConversionService.getSharedInstance().convert(value, setting.javaType()));
    }

    private static Map<String, @Nullable Object> values(Map<String, String> properties) {
        var values = new TreeMap<String, @Nullable Object>();
        application()
                .withPropertyValues(properties.entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new))
                .run(context -> values.putAll(values(context)));
        return values;
    }

    /** The values of all settings by their names, as the records have them. */
    private static Map<String, @Nullable Object> values(ApplicationContext context) {
        var values = new TreeMap<String, @Nullable Object>();
        context.getBeansWithAnnotation(ConfigurationProperties.class).values().forEach(settings -> {
            ConfigurationProperties annotation = Objects.requireNonNull(
                    AnnotatedElementUtils.findMergedAnnotation(settings.getClass(), ConfigurationProperties.class));
            collect(annotation.prefix(), settings.getClass(), settings, values);
        });
        return values;
    }

    private static void collect(
            String prefix, Class<?> type, @Nullable Object record, Map<String, @Nullable Object> values) {
        for (RecordComponent component : type.getRecordComponents()) {
            // The name of a job that is a keyword of Java.
            String name = component.getName().equals("importing")
                    ? "import"
                    : DataObjectPropertyName.toDashedForm(component.getName());
            Object value = record == null ? null : valueOf(component, record);
            if (component.getType().isRecord()) {
                collect(prefix + "." + name, component.getType(), value, values);
            } else {
                values.put(prefix + "." + name, value);
            }
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    private static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withUserConfiguration(AllSettings.class)
                .withInitializer(context ->
                        APPLICATION_YML.forEach(context.getEnvironment().getPropertySources()::addLast));
    }

    private static MutablePropertySources applicationYml() {
        var environment = new StandardEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        sources.stream().map(source -> source.getName()).toList().forEach(sources::remove);
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return sources;
    }
}
