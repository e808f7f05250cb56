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

/** Many readers at once, of one server. */
class RoundsTest {
    private static final int READERS = 32;
    private static final int EACH = 500;

    private final RedisProcess server = RedisProcess.start();
    private final RedisClient client = RedisClient.create("redis://127.0.0.1:" + server.port());
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
    private final Line line = new Line();

    @BeforeEach
    void aServerWithEverySecondKey() {
        line.open(client, () -> {});
        line.holdUntilFlushed();
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            for (int i = 0; i < READERS * EACH; i += 2) {
                connection.async().set(bytes("key" + i), bytes("value" + i));
            }
            connection.sync().ping();
        }
    }

    @AfterEach
    void gone() {
        readers.shutdownNow();
        line.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
    }

    @Test
    void everybodyGetsTheAnswerToWhatTheyAsked() throws Exception {
        Patience patience = patience(Duration.ofSeconds(20));
        var rounds = new Rounds(line, patience, true);

        atOnce(reader -> {
            for (int i = reader * EACH; i < (reader + 1) * EACH; i++) {
                byte[] key = bytes("key" + i);
                byte[] expected = i % 2 == 0 ? bytes("value" + i) : null;
                assertThat(rounds.<byte[]>ask(commands -> commands.get(key))).isEqualTo(expected);
            }
        });
        patience.stop();
    }

    @Test
    void whoeverIsNotAnsweredInTimeHoldsUpNobodyLater() throws Exception {
        Patience patience = patience(Duration.ofMillis(20));
        var rounds = new Rounds(line, patience, true);
        server.pause();

        atOnce(reader -> assertThatThrownBy(() -> rounds.ask(commands -> commands.get(bytes("key0"))))
                .isInstanceOf(RedisException.class));
        server.resume();
        patience.stop();

        Patience longer = patience(Duration.ofSeconds(20));
        assertThat(new Rounds(line, longer, false).<byte[]>ask(commands -> commands.get(bytes("key0"))))
                .isEqualTo(bytes("value0"));
        longer.stop();
    }

    @Test
    void whoeverIsInterruptedLeavesTheOthersTheirAnswers() throws Exception {
        Patience patience = patience(Duration.ofSeconds(20));
        var rounds = new Rounds(line, patience, true);

        atOnce(reader -> {
            for (int i = reader * EACH; i < (reader + 1) * EACH; i += 2) {
                byte[] key = bytes("key" + i);
                if (reader % 2 == 0) {
                    Thread.currentThread().interrupt();
                    // Unless it was quicker.
                    try {
                        assertThat(rounds.<byte[]>ask(commands -> commands.get(key)))
                                .isEqualTo(bytes("value" + i));
                    } catch (RedisException e) {
                        assertThat(e).isInstanceOf(RedisCommandInterruptedException.class);
                    }
                    assertThat(Thread.interrupted()).isTrue();
                } else {
                    assertThat(rounds.<byte[]>ask(commands -> commands.get(key)))
                            .isEqualTo(bytes("value" + i));
                }
            }
        });
        patience.stop();
    }

    private interface Reading {
        void by(int reader) throws Exception;
    }

    private void atOnce(Reading reading) throws Exception {
        var start = new CountDownLatch(1);
        List<Callable<Void>> all = IntStream.range(0, READERS)
                .<Callable<Void>>mapToObj(reader -> () -> {
                    start.await();
                    reading.by(reader);
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

    private static Patience patience(Duration most) {
        var patience = new Patience(most);
        patience.start();
        return patience;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
