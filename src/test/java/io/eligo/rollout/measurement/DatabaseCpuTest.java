package io.eligo.rollout.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.eligo.feed.ApiTest;
import io.eligo.rollout.OtherNodeConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

@ApiTest
class DatabaseCpuTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcConnectionDetails database;

    @Test
    void withoutASourceItIsUnknownAndSaysHowToNameOne() {
        var cpu = new DatabaseCpu(jdbc, new DatabaseCpuSettings(null, 0));
        cpu.poll();
        assertThat(cpu.take().use()).isNull();
        cpu.poll();
        assertThat(cpu.take().unknown()).contains("eligo.rollout.database-cpu.url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | cpu 0.83   | 0.83 |
            200 | 83         |      | the source says 83.0, a ratio from 0 to 1 is expected
            200 | NaN        |      | the source says NaN
            200 | nothing    |      | the answer holds no number
            503 | 0.83       |      | status 503
            302 | 0.83       |      | status 302
            """)
    void asksTheOperatorsUrl(int status, String body, @Nullable Double use, @Nullable String unknown) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            var cpu = new DatabaseCpu(
                    jdbc,
                    new DatabaseCpuSettings(
                            "http://localhost:" + server.getAddress().getPort() + "/api", 0));
            DatabaseCpu.Use answered = await().until(
                            () -> {
                                cpu.poll();
                                return cpu.take();
                            },
                            taken -> taken.use() != null || taken.unknown() != null);
            assertThat(answered.use()).isEqualTo(use);
            if (unknown != null) {
                assertThat(answered.unknown()).contains(unknown);
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anAnswerWithoutAnEndIsNotReceivedForEver() throws Exception {
        var ended = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (!Thread.currentThread().isInterrupted()) {
                    body.write(new byte[1_024]);
                    body.flush();
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (IOException e) {
                ended.countDown();
            }
        });
        server.start();
        try {
            var cpu = new DatabaseCpu(
                    jdbc,
                    new DatabaseCpuSettings(
                            "http://localhost:" + server.getAddress().getPort(), 0));
            cpu.poll();
            assertThat(ended.await(30, TimeUnit.SECONDS))
                    .as("the connection is closed")
                    .isTrue();
        } finally {
            server.stop(0);
        }
    }

    /** A session that computes is one CPU; one that waits for a lock or sleeps is none. */
    @Test
    void estimatesFromSessionsThatRun() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (var busy = new OtherNodeConnection(database)) {
            Future<?> computing = threads.submit(() -> busy.jdbc()
                    .sql("SELECT count(*) FROM generate_series(1, 20000000000)")
                    .query(Long.class)
                    .single());
            // Sessions of other tests of the server may run too.
            await().until(
                            () -> {
                                var cpu = new DatabaseCpu(jdbc, new DatabaseCpuSettings(null, 1));
                                cpu.poll();
                                return cpu.take().use();
                            },
                            use -> use != null && use == 1);
            busy.kill(jdbc);
            await().until(computing::isDone);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void withoutTheRightToSeeOtherSessionsThereIsNoEstimate() {
        jdbc.sql("DROP ROLE IF EXISTS eligo_without_statistics").update();
        jdbc.sql("CREATE ROLE eligo_without_statistics").update();
        try (var connection = new OtherNodeConnection(database)) {
            JdbcClient limited = connection.jdbc();
            limited.sql("SET ROLE eligo_without_statistics").update();
            var cpu = new DatabaseCpu(limited, new DatabaseCpuSettings(null, 8));
            cpu.poll();
            assertThat(cpu.take().unknown()).contains("GRANT pg_read_all_stats");
        } finally {
            jdbc.sql("DROP ROLE eligo_without_statistics").update();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host/x", "host:9090", "/x", "http:///x", "http://u:hunter2@host/x", "file:///etc/passwd"})
    void anotherUrlPreventsTheStart(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseCpuSettings(url, 0))
                .withMessageContaining("eligo.rollout.database-cpu.url is not accepted")
                .withMessageNotContaining("hunter2");
    }
}
