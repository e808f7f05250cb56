package io.eligo.security.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.servers.EligoTest;
import io.eligo.servers.RedisProcess;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Rate limits of one node and over several nodes. */
@EligoTest
class RateLimiterTest {
    // At one request per second, a second more or less does not matter to the counts.
    private static final RateLimitSettings SETTINGS = new RateLimitSettings(1, 200, Duration.ofSeconds(1));
    private static final int QUIET = 20;

    @Autowired
    LettuceConnectionFactory redis;

    @Test
    void aBurstPassesAndNoMore() {
        RateLimiter node = node(redis);
        String user = user();

        assertThat(passes(node, user, 400)).isBetween(200L, 200L + QUIET + 10);
        // A permit or two may have come since.
        assertThat(passes(node, user, 50)).isLessThan(50);
        assertThat(node.consume(user())).isZero();
    }

    @Test
    void nodesShareTheirCounts() {
        List<RateLimiter> nodes = Stream.of(1, 2, 3).map(i -> node(redis)).toList();
        String user = user();

        long passed = nodes.stream().mapToLong(node -> passes(node, user, 400)).sum();

        // Each node lets a few requests pass that it does not report, and may not use all permits of its last batch.
        assertThat(passed).isBetween(200L, 200L + 3 * (QUIET + 20));
    }

    @Test
    void aLowRateIsNotCountedInRedis() {
        RateLimiter node = node(redis);
        String user = user();

        passes(node, user, QUIET);

        assertThat(counted(redis, user)).isFalse();
        passes(node, user, 1);
        assertThat(counted(redis, user)).isTrue();
    }

    @Test
    void withoutRedisANodeCountsByItself() throws Exception {
        int unusedPort;
        try (var socket = new ServerSocket(0)) {
            unusedPort = socket.getLocalPort();
        }
        var factory = new LettuceConnectionFactory("127.0.0.1", unusedPort);
        factory.afterPropertiesSet();
        factory.start();
        try {
            var node =
                    new RateLimiter(SETTINGS, new RedisRateLimiter(SETTINGS, factory::getNativeClient, Runnable::run));
            assertThat(passes(node, user(), 400)).isBetween(200L, 200L + QUIET + 10);
        } finally {
            factory.destroy();
        }
    }

    @Test
    void aHangingRedisIsBypassedUntilItResumes() {
        try (var hanging = RedisProcess.start()) {
            var factory = new LettuceConnectionFactory("127.0.0.1", hanging.port());
            factory.afterPropertiesSet();
            factory.start();
            try {
                RateLimiter node = node(factory);
                hanging.pause();
                assertThat(passes(node, user(), 400)).isBetween(200L, 200L + QUIET + 10);
                hanging.resume();

                String user = user();
                await().until(() -> {
                    passes(node, user, 50);
                    return counted(factory, user);
                });
            } finally {
                hanging.resume();
                factory.destroy();
            }
        }
    }

    private static boolean counted(LettuceConnectionFactory redis, String user) {
        return Boolean.TRUE.equals(redis.getConnection().keyCommands().exists(("eligo:rate:" + user).getBytes()));
    }

    private static RateLimiter node(LettuceConnectionFactory factory) {
        var shared = new RedisRateLimiter(SETTINGS, factory::getNativeClient, Runnable::run);
        var node = new RateLimiter(SETTINGS, shared);
        await().until(() -> {
            passes(node, user(), QUIET + 1);
            return shared.isAvailable();
        });
        return node;
    }

    private static String user() {
        return UUID.randomUUID().toString();
    }

    private static long passes(RateLimiter node, String user, int requests) {
        return IntStream.range(0, requests).filter(i -> node.consume(user) == 0).count();
    }
}
