package io.eligo.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.servers.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Many concurrent readers of one server. */
class CommandBatcherTest {
    private static final int READERS = 32;
    private static final int KEYS_PER_READER = 500;

    private final RedisProcess server = RedisProcess.start();
    private final RedisClient client = RedisClient.create("redis://127.0.0.1:" + server.port());
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
    private final RedisConnection redisConnection = new RedisConnection();

    @BeforeEach
    void storeEverySecondKey() {
        redisConnection.connect(client, () -> {});
        redisConnection.disableAutoFlush();
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            for (int i = 0; i < READERS * KEYS_PER_READER; i += 2) {
                connection.async().set(bytes("key" + i), bytes("value" + i));
            }
            connection.sync().ping();
        }
    }

    @AfterEach
    void close() {
        readers.shutdownNow();
        redisConnection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
    }

    @Test
    void everyReaderGetsItsOwnAnswer() throws Exception {
        CommandTimeouts commandTimeouts = startTimeouts(Duration.ofSeconds(20));
        var commandBatcher = new CommandBatcher(redisConnection, commandTimeouts, true);

        runConcurrently(reader -> {
            for (int i = reader * KEYS_PER_READER; i < (reader + 1) * KEYS_PER_READER; i++) {
                byte[] key = bytes("key" + i);
                byte[] expected = i % 2 == 0 ? bytes("value" + i) : null;
                assertThat(commandBatcher.<byte[]>execute(commands -> commands.get(key)))
                        .isEqualTo(expected);
            }
        });
        commandTimeouts.stop();
    }

    @Test
    void aTimedOutCommandDoesNotBlockLaterCommands() throws Exception {
        CommandTimeouts commandTimeouts = startTimeouts(Duration.ofMillis(20));
        var commandBatcher = new CommandBatcher(redisConnection, commandTimeouts, true);
        server.pause();

        runConcurrently(reader -> assertThatThrownBy(
                        () -> commandBatcher.execute(commands -> commands.get(bytes("key0"))))
                .isInstanceOf(RedisException.class));
        server.resume();
        commandTimeouts.stop();

        CommandTimeouts longer = startTimeouts(Duration.ofSeconds(20));
        assertThat(new CommandBatcher(redisConnection, longer, false)
                        .<byte[]>execute(commands -> commands.get(bytes("key0"))))
                .isEqualTo(bytes("value0"));
        longer.stop();
    }

    @Test
    void anInterruptedReaderDoesNotAffectOthers() throws Exception {
        CommandTimeouts commandTimeouts = startTimeouts(Duration.ofSeconds(20));
        var commandBatcher = new CommandBatcher(redisConnection, commandTimeouts, true);

        runConcurrently(reader -> {
            for (int i = reader * KEYS_PER_READER; i < (reader + 1) * KEYS_PER_READER; i += 2) {
                byte[] key = bytes("key" + i);
                if (reader % 2 == 0) {
                    Thread.currentThread().interrupt();
                    // The answer may arrive before the interrupt is noticed.
                    try {
                        assertThat(commandBatcher.<byte[]>execute(commands -> commands.get(key)))
                                .isEqualTo(bytes("value" + i));
                    } catch (RedisException e) {
                        assertThat(e).isInstanceOf(RedisCommandInterruptedException.class);
                    }
                    assertThat(Thread.interrupted()).isTrue();
                } else {
                    assertThat(commandBatcher.<byte[]>execute(commands -> commands.get(key)))
                            .isEqualTo(bytes("value" + i));
                }
            }
        });
        commandTimeouts.stop();
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

    private static CommandTimeouts startTimeouts(Duration timeout) {
        var commandTimeouts = new CommandTimeouts(timeout);
        commandTimeouts.start(new SimpleAsyncTaskExecutor("redis-timeouts-"));
        return commandTimeouts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
