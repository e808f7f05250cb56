package io.eligo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import graphql.TrivialDataFetcher;
import io.eligo.redis.Redis;
import io.eligo.redis.RedisUnavailable;
import io.eligo.redis.Script;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints that {@code ops/bench/reads} compares with pages: same server, same token check, not in the jar. */
@TestConfiguration(proxyBeanMethods = false)
public class ReadsBenchEndpoints {
    private static final byte[] BYTES = "{\"data\":{\"trivial\":\"so\"}}".getBytes(UTF_8);

    @RestController
    static class Plain {
        @GetMapping(path = "/bench/bytes", produces = MediaType.APPLICATION_JSON_VALUE)
        byte[] bytes() {
            return BYTES;
        }
    }

    /** Closed loops of arithmetic and a read from Redis within the server: the cost of Redis without a request around it. */
    @RestController
    static class RedisReads {
        private static final int KEYS = 1_000;
        private static final int VALUE_BYTES = 1_500;
        private static final Script SET = Script.of("redis.call('SET', KEYS[1], ARGV[1])");

        private final Redis redis;
        private final boolean virtual;
        private volatile long computed;

        RedisReads(Redis redis, Environment environment) {
            this.redis = redis;
            this.virtual = Threading.VIRTUAL.isActive(environment);
        }

        @GetMapping("/bench/redis")
        Map<String, Long> read(@RequestParam int threads, @RequestParam int seconds, @RequestParam int steps)
                throws Exception {
            String server = Objects.requireNonNull(redis.serverId(), "Redis not identified");
            List<byte[]> keys = IntStream.range(0, KEYS)
                    .mapToObj(i -> ("eligo:bench:" + i).getBytes(UTF_8))
                    .toList();
            for (byte[] key : keys) {
                redis.runScript(server, SET, key, new byte[VALUE_BYTES]);
            }
            var reads = new LongAdder();
            var failures = new LongAdder();
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            try (var executor = new SimpleAsyncTaskExecutor("bench-redis-")) {
                executor.setVirtualThreads(virtual);
                var running = new ArrayList<CompletableFuture<?>>();
                for (int thread = 0; thread < threads; thread++) {
                    int first = thread;
                    running.add(CompletableFuture.runAsync(
                            () -> {
                                for (int i = first; System.nanoTime() - end < 0; i++) {
                                    compute(steps);
                                    try {
                                        redis.get(server, keys.get(i % KEYS));
                                        reads.increment();
                                    } catch (RedisUnavailable e) {
                                        failures.increment();
                                    }
                                }
                            },
                            executor));
                }
                CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
                        .join();
            }
            return Map.of("reads", reads.sum(), "failures", failures.sum());
        }

        private void compute(int steps) {
            long number = steps;
            for (int step = 0; step < steps; step++) {
                number ^= number << 13;
                number ^= number >>> 7;
                number ^= number << 17;
            }
            computed = number;
        }
    }

    /** Memory that the server's live threads have allocated so far. */
    @RestController
    static class AllocatedMemory {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        @GetMapping("/bench/allocated")
        Map<String, Long> bytes() {
            return Map.of(
                    "bytes",
                    LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                            .filter(bytes -> bytes > 0)
                            .sum());
        }
    }

    @Bean
    GraphQlSourceBuilderCustomizer trivialInTheSchema() {
        return schema ->
                schema.schemaResources(new ByteArrayResource("extend type Query { trivial: String! }".getBytes(UTF_8)));
    }

    @Bean
    RuntimeWiringConfigurer trivialField() {
        return wiring ->
                wiring.type("Query", query -> query.dataFetcher("trivial", (TrivialDataFetcher<String>) field -> "so"));
    }

    @Bean
    @Order(0)
    SecurityFilterChain benchPaths(HttpSecurity http) {
        return http.securityMatcher("/bench/**")
                .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
                .oauth2ResourceServer(bearer -> bearer.jwt(Customizer.withDefaults()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }
}
