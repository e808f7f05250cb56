package io.eligo.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.control.Executions;
import io.eligo.outbox.inspect.ParkedEvents;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Notifications of real facts, posted to a real HTTP server. */
@EligoTest
@ExtendWith(OutputCaptureExtension.class)
class WebhookTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JobRunner jobs;

    @Autowired
    Executions executions;

    @Autowired
    ParkedEvents parkedEvents;

    @Autowired
    NotificationQueue queue;

    private final Queue<JsonNode> received = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private URI url;

    /** The status of the answer, by the number of the request. */
    private volatile IntUnaryOperator status = request -> 204;

    @BeforeEach
    void startServer() throws IOException {
        TableCleaner.empty(
                jdbc,
                "merchant, cashback_configuration, customer_type, user_grants, outbox_event, batch.batch_job_instance, batch.guard_halt, webhook_notification");
        // Emptying the source tables has written events.
        jdbc.sql("DELETE FROM outbox_event").update();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            assertThat(exchange.getRequestMethod()).isEqualTo("POST");
            assertThat(exchange.getRequestHeaders().getFirst("Content-Type")).isEqualTo("application/json");
            received.add(JsonMapper.shared()
                    .readTree(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(status.applyAsInt(received.size()), -1);
            exchange.close();
        });
        server.start();
        url = URI.create(
                "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void aFailedExecutionIsPostedOnce() {
        long failed = failedRebuild();
        WebhookNotifier notifier = notifier(TIMEOUT, Duration.ofMinutes(1));
        notifier.runOnce(url);
        notifier.runOnce(url);

        assertThat(received).singleElement().satisfies(message -> {
            assertThat(message.path("id").asString()).isEqualTo("execution-%d-failed".formatted(failed));
            assertThat(message.path("kind").asString()).isEqualTo("EXECUTION_FAILED");
            assertThat(message.path("job").asString()).isEqualTo("full-rebuild");
            assertThat(message.path("execution").asLong()).isEqualTo(failed);
            assertThat(message.path("message").asString()).contains("poisoned").doesNotContain("\n");
            assertThat(message.path("text").asString()).startsWith("full-rebuild %d failed: ".formatted(failed));
            assertThat(message.path("path").asString()).isEqualTo("/console/executions/" + failed);
            assertThat(message.path("at").asString()).endsWith("Z");
            assertThat(message.has("event")).isFalse();
        });
        assertThat(failedRebuild()).as("a restart that fails again").isNotEqualTo(failed);
        notifier.runOnce(url);
        assertThat(received).hasSize(2);
    }

    @Test
    void anExecutionThatTheGuardHaltedIsPosted() {
        merchantWithCustomers(2_000);
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        jdbc.sql("UPDATE cashback_configuration SET eligible_customer_types = '{}'")
                .update();
        long halted = jobs.run("full-rebuild", Map.of()).executionId();
        notifier(TIMEOUT, Duration.ofMinutes(1)).runOnce(url);

        assertThat(received).singleElement().satisfies(message -> {
            assertThat(message.path("id").asString()).isEqualTo("execution-%d-halted".formatted(halted));
            assertThat(message.path("kind").asString()).isEqualTo("EXECUTION_HALTED");
            assertThat(message.path("text").asString())
                    .startsWith("full-rebuild %d halted, approval needed: ".formatted(halted))
                    .contains("2,000 of 2,000 grants");
        });
    }

    @Test
    void aParkedEventIsPostedAndAgainIfItIsParkedAgain() {
        park(1);
        WebhookNotifier notifier = notifier(TIMEOUT, Duration.ofMinutes(1));
        notifier.runOnce(url);
        notifier.runOnce(url);

        long event = jdbc.sql("SELECT id FROM outbox_event").query(Long.class).single();
        assertThat(received).singleElement().satisfies(message -> {
            assertThat(message.path("kind").asString()).isEqualTo("EVENT_PARKED");
            assertThat(message.path("event").asLong()).isEqualTo(event);
            assertThat(message.path("text").asString())
                    .isEqualTo("event %d parked after 5 attempts: broken".formatted(event));
            assertThat(message.has("job")).isFalse();
        });
        parkedEvents.retry(List.of(event));
        jdbc.sql("UPDATE outbox_event SET parked_at = now() + interval '1 ms', attempts = 5")
                .update();
        notifier.runOnce(url);
        assertThat(received).hasSize(2);
    }

    @Test
    void completedStoppedAndOldExecutionsAreNotPosted() {
        assertThat(jobs.run("full-rebuild", Map.of()).isCompleted()).isTrue();
        jdbc.sql("UPDATE batch.batch_job_execution SET status = 'STOPPED', exit_code = 'STOPPED'")
                .update();
        long old = failedRebuild();
        jdbc.sql("UPDATE batch.batch_job_execution SET end_time = now() - interval '61 min' WHERE job_execution_id = ?")
                .param(old)
                .update();
        notifier(TIMEOUT, Duration.ofMinutes(1)).runOnce(url);
        assertThat(received).isEmpty();
    }

    @Test
    void severalNodesPostEachFactOnce() throws Exception {
        park(60);
        var start = new CyclicBarrier(3);
        ExecutorService nodes = Executors.newFixedThreadPool(3);
        try {
            var runs = new ArrayList<Future<?>>();
            for (int node = 0; node < 3; node++) {
                WebhookNotifier notifier = notifier(TIMEOUT, Duration.ofMinutes(1));
                runs.add(nodes.submit(() -> {
                    start.await();
                    notifier.runOnce(url);
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertThat(received).hasSize(60);
        assertThat(received.stream().map(message -> message.path("id").asString()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aRefusedNotificationIsRepeatedAfterTheBackoffWithTheSameId() {
        park(1);
        status = request -> request == 1 ? 503 : request == 2 ? 302 : 200;
        WebhookNotifier notifier = notifier(TIMEOUT, Duration.ofHours(1));
        notifier.runOnce(url);
        notifier.runOnce(url);
        assertThat(received).as("within the backoff").hasSize(1);
        assertThat(secondsToNextAttempt()).isBetween(3_500.0, 3_600.0);

        dueNow();
        notifier.runOnce(url);
        assertThat(received).hasSize(2);
        assertThat(secondsToNextAttempt()).isBetween(14_300.0, 14_400.0);
        dueNow();
        notifier.runOnce(url);
        dueNow();
        notifier.runOnce(url);
        assertThat(received).hasSize(3);
        assertThat(received.stream()
                        .map(message -> message.path("id").asString())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aNotificationIsGivenUpAfterFiveAttemptsAndLoggedOnce(CapturedOutput output) {
        park(1);
        status = request -> 500;
        WebhookNotifier notifier = notifier(TIMEOUT, Duration.ofHours(1));
        for (int attempt = 0; attempt < 7; attempt++) {
            notifier.runOnce(url);
            dueNow();
        }
        assertThat(received).hasSize(NotificationQueue.MAX_ATTEMPTS);
        assertThat(output.getOut().lines().filter(line -> line.contains("Webhook notification event-")))
                .singleElement()
                .asString()
                .contains("-parked-", "not delivered in 5 attempts, dropping it: status 500");
    }

    /** A server that accepts the connection and never answers. */
    @Test
    void aServerThatDoesNotAnswerEndsTheAttemptAtTheTimeout() throws IOException {
        park(1);
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            notifier(Duration.ofMillis(200), Duration.ofHours(1))
                    .runOnce(URI.create("http://127.0.0.1:%d/".formatted(silent.getLocalPort())));
        }
        assertThat(jdbc.sql("SELECT attempts FROM webhook_notification WHERE done_at IS NULL")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void anEventThatWasRetriedBeforeItsAttemptIsNotPosted() {
        park(1);
        status = request -> 500;
        WebhookNotifier notifier = notifier(TIMEOUT, Duration.ofHours(1));
        notifier.runOnce(url);
        parkedEvents.retry(
                jdbc.sql("SELECT id FROM outbox_event").query(Long.class).list());
        dueNow();
        notifier.runOnce(url);
        assertThat(received).hasSize(1);
        assertThat(queue.countWaiting()).isZero();
    }

    @Test
    void atMostAThousandNotificationsWait() {
        park(1_500);
        status = request -> 500;
        notifier(TIMEOUT, Duration.ofHours(1)).runOnce(url);
        assertThat(queue.countWaiting()).isEqualTo(1_000);
        notifier(TIMEOUT, Duration.ofHours(1)).runOnce(url);
        assertThat(queue.countWaiting()).isEqualTo(1_000);
    }

    @Test
    void withoutAUrlNothingIsQueued() {
        park(1);
        new WebhookNotifier(executions, parkedEvents, queue, new WebhookSettings("")).poll();
        assertThat(queue.countWaiting()).isZero();
        new WebhookNotifier(executions, parkedEvents, queue, new WebhookSettings(url.toString())).poll();
        assertThat(received).hasSize(1);
    }

    private WebhookNotifier notifier(Duration timeout, Duration backoff) {
        return new WebhookNotifier(executions, parkedEvents, queue, url, timeout, backoff);
    }

    private void dueNow() {
        jdbc.sql("UPDATE webhook_notification SET next_attempt_at = now()").update();
    }

    private double secondsToNextAttempt() {
        return jdbc.sql("SELECT extract(epoch FROM next_attempt_at - now()) FROM webhook_notification")
                .query(Double.class)
                .single();
    }

    private long failedRebuild() {
        if (jdbc.sql("SELECT count(*) FROM customer_type").query(Long.class).single() == 0) {
            merchantWithCustomers(1);
        }
        jdbc.sql("ALTER TABLE user_grants ADD CONSTRAINT poisoned CHECK (offer_nos = '{}') NOT VALID")
                .update();
        try {
            return jobs.run("full-rebuild", Map.of()).executionId();
        } finally {
            jdbc.sql("ALTER TABLE user_grants DROP CONSTRAINT poisoned").update();
        }
    }

    private void merchantWithCustomers(int customers) {
        jdbc.sql(
                        "INSERT INTO merchant (id, business_name, status, category) VALUES (gen_random_uuid(), 'Duka', 'Active', 'x')")
                .update();
        jdbc.sql("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                SELECT gen_random_uuid(), id, 'c', true, '{New}', 100 FROM merchant
                """).update();
        jdbc.sql(
                        "INSERT INTO customer_type (user_id, merchant_id, type) SELECT gen_random_uuid(), id, 'New' FROM merchant, generate_series(1, ?)")
                .param(customers)
                .update();
        // Named by no event, the revocations of a rebuild are guarded.
        jdbc.sql("DELETE FROM outbox_event").update();
    }

    private void park(int count) {
        jdbc.sql("""
                INSERT INTO outbox_event (kind, users, may_revoke, parked_at, error, attempts)
                SELECT 'users', ARRAY[gen_random_uuid()], true, now(), 'broken', 5 FROM generate_series(1, ?)
                """).param(count).update();
    }
}
