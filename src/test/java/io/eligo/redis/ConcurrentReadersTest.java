package io.eligo.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eligo.servers.RedisProcess;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/** Many concurrent readers of one server. */
class ConcurrentReadersTest {
    private static final LettuceOptions LETTUCE_OPTIONS = new LettuceOptions();
    // Longer than a busy machine needs.
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int READERS = 32;
    private static final int KEYS_PER_READER = 500;

    private final RedisProcess server = RedisProcess.start();
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
    private final HashedWheelTimer timer = LETTUCE_OPTIONS.commandTimer();
    private final ClientResources resources = resources();

    private ClientResources resources() {
        var builder = ClientResources.builder();
        LETTUCE_OPTIONS.clientResources(timer).customize(builder);
        return builder.build();
    }

    @BeforeEach
    void storeEverySecondKey() {
        withConnection(LONG, connection -> {
            for (int i = 0; i < READERS * KEYS_PER_READER; i += 2) {
                connection.commands().set(bytes("key" + i), bytes("value" + i));
            }
            connection.execute(RedisClusterAsyncCommands::ping);
        });
    }

    @AfterEach
    void close() {
        readers.shutdownNow();
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        timer.stop();
        server.close();
    }

    @Test
    void everyReaderGetsItsOwnAnswer() {
        withConnection(
                LONG,
                connection -> runConcurrently(reader -> {
                    for (int i = reader * KEYS_PER_READER; i < (reader + 1) * KEYS_PER_READER; i++) {
                        assertThat(get(connection, "key" + i)).isEqualTo(i % 2 == 0 ? bytes("value" + i) : null);
                    }
                }));
    }

    @Test
    void aTimedOutCommandDoesNotBlockLaterCommands() {
        withConnection(Duration.ofMillis(20), connection -> {
            server.pause();
            runConcurrently(reader ->
                    assertThatThrownBy(() -> get(connection, "key0")).isInstanceOf(RedisCommandTimeoutException.class));
            server.resume();
            Awaitility.await()
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(get(connection, "key0")).isEqualTo(bytes("value0")));
        });
    }

    @Test
    void onlyReadersCommandsHaveTheShortTimeout() {
        withConnection(Duration.ofMillis(20), connection -> {
            server.pause();
            RedisFuture<Long> deletion = connection.commands().del(bytes("key0"));
            assertThatThrownBy(() -> get(connection, "key0")).isInstanceOf(RedisCommandTimeoutException.class);
            server.resume();
            assertThat(deletion.toCompletableFuture().join()).isEqualTo(1);
        });
    }

    @Test
    void anInterruptedReaderDoesNotAffectOthers() {
        withConnection(
                LONG,
                connection -> runConcurrently(reader -> {
                    for (int i = reader * KEYS_PER_READER; i < (reader + 1) * KEYS_PER_READER; i += 2) {
                        if (reader % 2 == 0) {
                            Thread.currentThread().interrupt();
                            // The answer may arrive before the interrupt is noticed.
                            try {
                                assertThat(get(connection, "key" + i)).isEqualTo(bytes("value" + i));
                            } catch (RedisException e) {
                                assertThat(e).isInstanceOf(RedisCommandInterruptedException.class);
                            }
                            assertThat(Thread.interrupted()).isTrue();
                        } else {
                            assertThat(get(connection, "key" + i)).isEqualTo(bytes("value" + i));
                        }
                    }
                }));
    }

    @Test
    void aCommandInFlightFailsWhenTheConnectionIsClosed() throws Exception {
        var failure = new CompletableFuture<Throwable>();
        withConnection(LONG, connection -> {
            server.pause();
            var sent = new CountDownLatch(1);
            readers.execute(() -> failure.complete(catchThrowable(() -> connection.<byte[]>execute(commands -> {
                RedisFuture<byte[]> answer = commands.get(bytes("key0"));
                sent.countDown();
                return answer;
            }))));
            sent.await();
        });
        assertThat(failure.get()).isInstanceOf(RedisException.class);
        server.resume();
    }

    private static byte @Nullable [] get(RedisConnection connection, String key) {
        return connection.execute(commands -> commands.get(bytes(key)));
    }

    private interface ConnectionTask {
        void run(RedisConnection connection) throws Exception;
    }

    private void withConnection(Duration readTimeout, ConnectionTask connectionTask) {
        var properties = new DataRedisProperties();
        properties.setTimeout(LONG);
        properties.setConnectTimeout(LONG);
        var options = ClientOptions.builder();
        LETTUCE_OPTIONS
                .failFastClientOptions(properties, new RedisSettings(readTimeout))
                .customize(options);
        RedisClient client = RedisClient.create(resources, "redis://127.0.0.1:" + server.port());
        client.setOptions(options.build());
        var connection = new RedisConnection();
        try {
            connection.connect(client, () -> {});
            connectionTask.run(connection);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            connection.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private interface ReaderTask {
        void run(int reader) throws Exception;
    }

    private void runConcurrently(ReaderTask readerTask) throws Exception {
        var start = new CountDownLatch(1);
        List<Callable<Void>> all = IntStream.range(0, READERS)
                .<Callable<Void>>mapToObj(reader -> () -> {
                    start.await();
                    readerTask.run(reader);
                    return null;
                })
                .toList();
        var running = new ArrayList<Future<Void>>();
        for (Callable<Void> one : all) {
            running.add(readers.submit(one));
        }
        start.countDown();
        for (Future<Void> one : running) {
            one.get();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
