package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Readers walk over their pages while the switch goes off and on: no request fails, and each walk finds the whole feed. */
@ApiTest
class SwitchUnderLoadTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final int READERS = 8;
    private static final String PAGE = """
            query ($first: Int, $after: String) {
              offers(first: $first, after: $after) { edges { node { id outlets { id } } } pageInfo { hasNextPage endCursor } }
            }""";

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    RolloutFixture rollout;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger legacyPages = new AtomicInteger();
    private volatile long end;

    @AfterEach
    void switchOn() {
        rollout.reset();
    }

    @Test
    void noWalkNoticesTheSwitch() throws Exception {
        run(Duration.ofSeconds(3), Duration.ofMillis(100));
        assertThat(legacyPages.get()).isBetween(1, requests.get() - 1);
    }

    @Test
    @Tag("long")
    void noWalkNoticesTheSwitchForAMinuteAtTwoHundredRequestsASecond() throws Exception {
        run(Duration.ofMinutes(1), Duration.ofSeconds(1));
        assertThat(requests.get()).isGreaterThan(200 * 60 * 9 / 10);
    }

    private void run(Duration time, Duration interval) throws Exception {
        System.out.println("SwitchUnderLoadTest: -Dseed=" + seed);
        clock.set(NOW);
        Dataset dataset = new RandomDataset(new Random(seed), NOW).generate();
        tables.replaceWith(dataset);
        rollout.reset();
        Map<UUID, List<String>> whole = new HashMap<>();
        for (UUID user : dataset.users().keySet()) {
            whole.put(user, walk(user, 100));
        }
        end = System.nanoTime() + time.toNanos();
        var threads = Executors.newFixedThreadPool(READERS);
        try {
            var readers = new ArrayList<Future<?>>();
            for (int i = 0; i < READERS; i++) {
                var random = new Random(seed + i);
                readers.add(threads.submit(() -> read(whole, random)));
            }
            for (int i = 0; System.nanoTime() < end; i++) {
                rollout.set(state(i));
                LockSupport.parkNanos(interval.toNanos());
            }
            for (Future<?> reader : readers) {
                reader.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.printf(
                "SwitchUnderLoadTest: %d requests, %d by the query-time resolver%n", requests.get(), legacyPages.get());
    }

    private static RolloutChange state(int step) {
        return switch (step % 4) {
            case 0 -> RolloutChange.OFF;
            case 2 -> RolloutChange.toShare(BigDecimal.valueOf(50));
            default -> RolloutChange.ON;
        };
    }

    private void read(Map<UUID, List<String>> whole, Random random) {
        List<UUID> users = List.copyOf(whole.keySet());
        while (System.nanoTime() < end) {
            UUID user = users.get(random.nextInt(users.size()));
            assertThat(walk(user, 1 + random.nextInt(5))).isEqualTo(whole.get(user));
        }
    }

    private List<String> walk(UUID user, int size) {
        var seen = new ArrayList<String>();
        var variables = new HashMap<String, Object>(Map.of("first", size));
        JsonNode page;
        do {
            ApiClient.ApiResponse answer = apiClient.execute(user, PAGE, variables);
            assertThat(answer.body().has("errors")).as("%s", answer.body()).isFalse();
            requests.incrementAndGet();
            if (answer.body().at("/extensions/freshness/source").asString().equals("legacy")) {
                legacyPages.incrementAndGet();
            }
            page = answer.data().path("offers");
            page.path("edges").forEach(edge -> seen.add(edge.path("node").toString()));
            variables.put("after", page.at("/pageInfo/endCursor").asString(""));
        } while (page.at("/pageInfo/hasNextPage").asBoolean());
        return seen;
    }
}
