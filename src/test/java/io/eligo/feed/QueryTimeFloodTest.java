package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * A node of 512 MB with all roles, whose switch is off: fifty clients request the heaviest pages for half a minute. Liveness and a user of the
 * precomputed path are answered, the outbox goes on, and the memory suffices.
 */
@ApiTest
@Tag("long")
@TestPropertySource(properties = "test.database=of-query-time-flood")
class QueryTimeFloodTest {
    private static final int CLIENTS = 50;
    private static final Duration FLOOD = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final UUID PRECOMPUTED = DatasetFixtures.id(901);
    private static final String LIGHT = "{\"query\":\"{ offers(first: 5) { edges { node { id name } } } }\"}";
    private static final String HEAVY =
            "{\"query\":\"{ offers(first: 100) { edges { node { outlets { name } } } } }\"}";

    @Autowired
    DatasetLoader tables;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    DevTokens tokens;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newCachedThreadPool())
            .build();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private int port;

    @AfterEach
    void switchOn() {
        threads.shutdownNow();
        rollout.reset();
    }

    @Test
    @Timeout(300)
    void stopsNeitherTheNodeNorOthers() throws Exception {
        tables.replaceWithChain(100, 2_000);
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'Vip')")
                .params(PRECOMPUTED, DatasetFixtures.MERCHANT.id())
                .update();
        rollout.set(new RolloutChange(true, BigDecimal.ZERO, null, List.of(PRECOMPUTED), null));
        EligoProcess node = startNode();
        try {
            await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> get("/readiness") == 200);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> jdbc.sql("SELECT count(*) FROM outbox_event")
                                    .query(Long.class)
                                    .single()
                            == 0);
            long end = System.nanoTime() + FLOOD.toNanos();
            for (int i = 0; i < CLIENTS; i++) {
                threads.submit(() -> flood(UUID.randomUUID(), end));
            }
            Duration slowest = Duration.ZERO;
            while (System.nanoTime() < end) {
                slowest = longest(slowest, othersAreAnswered());
                outboxGoesOn();
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            System.out.printf(
                    "QueryTimeFloodTest: %d heavy pages answered, %d refused, others answered within %d ms%n",
                    answered.get(), refused.get(), slowest.toMillis());
            assertThat(answered).hasPositiveValue();
            assertThat(slowest).isLessThan(LIMIT);
            assertThat(node.isRunning()).isTrue();
            assertThat(node.outputLines()).noneMatch(line -> line.contains("java.lang.OutOfMemoryError"));
        } finally {
            node.kill();
        }
    }

    private EligoProcess startNode() throws Exception {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path key = Files.writeString(folder.resolve("key.pem"), tokens.publicKey());
        var environment = new HashMap<>(EligoProcess.environmentFor(database));
        environment.put("ELIGO_ROLES", "api,console,scheduler,worker");
        environment.put("SERVER_PORT", String.valueOf(port));
        // As the image starts it in a container of 512 MB.
        environment.put("JDK_JAVA_OPTIONS", "-Xmx384m -XX:+ExitOnOutOfMemoryError");
        return EligoProcess.start(
                environment, "--spring.security.oauth2.resourceserver.jwt.public-key-location=" + key.toUri());
    }

    private void flood(UUID user, long end) {
        while (System.nanoTime() < end) {
            String answer = post(user, HEAVY).body();
            (answer.contains("\"errors\"") ? refused : answered).incrementAndGet();
        }
    }

    /** The longest of both. */
    private Duration othersAreAnswered() {
        long begin = System.nanoTime();
        assertThat(get("/liveness")).isEqualTo(200);
        long middle = System.nanoTime();
        HttpResponse<String> page = post(PRECOMPUTED, LIGHT);
        assertThat(page.body()).doesNotContain("errors").doesNotContain("legacy");
        return longest(Duration.ofNanos(middle - begin), Duration.ofNanos(System.nanoTime() - middle));
    }

    private void outboxGoesOn() {
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (gen_random_uuid(), ?, 'New')")
                .param(DatasetFixtures.MERCHANT.id())
                .update();
        assertThat(jdbc.sql("SELECT count(*) FROM outbox_event WHERE created_at < clock_timestamp() - interval '10 s'")
                        .query(Long.class)
                        .single())
                .as("events that wait for longer than ten seconds")
                .isZero();
    }

    private int get(String probe) {
        return send(request("/actuator/health" + probe).GET()).statusCode();
    }

    private HttpResponse<String> post(UUID user, String body) {
        return send(request("/graphql")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + tokens.token(user.toString(), ""))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
