package io.eligo.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.servers.EligoProcess;
import io.eligo.servers.TestServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lines of processes with {@code logging.structured.format.console}: each is a JSON object, in which ids are fields. */
class StructuredLogsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID POISONED = new UUID(5, 1);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** The collector cannot be reached, which costs the run one line. */
    @Test
    void theLinesOfARunNameItsExecution() {
        EligoProcess run = start(
                EligoProcess.environmentFor(TestServers.migratedDatabase()),
                "run",
                "full-rebuild",
                "--" + TracingSwitch.ENDPOINT + "=http://127.0.0.1:9/v1/traces",
                "--management.tracing.sampling.probability=1");
        assertThat(run.exitCode()).isZero();
        List<JsonNode> lines = lines(run);
        assertThat(lines)
                .filteredOn(line -> line.path("log").path("logger").asString().contains("tracing")
                        || line.toString().contains("opentelemetry"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.path("message").asString()).startsWith("Traces not exported, dropping them: "));
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.path("message").asString()).contains(" of full-rebuild completed: ");
            assertThat(line.path("jobName").asString()).isEqualTo("full-rebuild");
            assertThat(line.path("message").asString())
                    .startsWith("Execution " + line.path("executionId").asString() + " of");
        });
    }

    @Test
    void aRefusedStartIsOneLine() {
        EligoProcess refused = start(Map.of(), "run", "full-rebuild");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(lines(refused))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.path("message").asString()).startsWith("Start failed: No database is set"));
    }

    @Test
    void theLinesOfANodeHaveTheIdsAndTheTraceOfAFailedEvent() {
        TestServers.Database database = TestServers.migratedDatabase();
        var receiver = new OtlpReceiver();
        var environment = new HashMap<>(EligoProcess.environmentFor(database));
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint().replace("/v1/traces", ""));
        environment.put("ELIGO_ROLES", "scheduler,worker");
        EligoProcess node = start(
                environment,
                "--server.port=0",
                "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://localhost:9/none");
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        writePoisonedUser(jdbc);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> node.outputLines().stream().anyMatch(line -> line.contains("poisoned")));
        await().atMost(Duration.ofMinutes(1)).until(() -> receiver.bytes() > 0);
        node.terminate();
        node.exitCode();

        assertThat(lines(node)).anySatisfy(line -> {
            assertThat(line.path("message").asString())
                    .startsWith("Outbox event " + line.path("eventId").asString() + " failed, attempt 1 of");
            assertThat(line.path("traceId").asString()).isEqualTo(TRACE);
            assertThat(line.path("jobName").asString()).isEqualTo("user-changes");
            assertThat(line.path("executionId").asString()).isNotEmpty();
        });
    }

    private static void writePoisonedUser(JdbcClient jdbc) {
        jdbc.sql("""
                CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$;
                CREATE TRIGGER poison BEFORE INSERT ON user_grants FOR EACH ROW EXECUTE FUNCTION poison();
                BEGIN;
                SET LOCAL eligo.traceparent = '00-%3$s-00f067aa0ba902b7-01';
                INSERT INTO merchant (id, business_name, status, category) VALUES ('%1$s', 'Duka', 'Active', 'x');
                INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%2$s', '%1$s', 'New');
                COMMIT;
                """.formatted(DUKA, POISONED, TRACE)).update();
    }

    private static EligoProcess start(Map<String, String> environment, String... words) {
        var structured = new HashMap<>(environment);
        structured.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
        return EligoProcess.startAsInstalled(structured, words);
    }

    private static List<JsonNode> lines(EligoProcess process) {
        List<JsonNode> lines =
                process.outputLines().stream().map(JSON::readTree).toList();
        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            assertThat(line.path("message").asString()).isNotEmpty();
            assertThat(line.path("log").path("level").asString()).isNotEmpty();
        });
        return lines;
    }
}
