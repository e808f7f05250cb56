package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Fifty clients at once send requests that once stopped a node: the node stays up and answers other clients. {@code
 * ops/bench/abuse} has the times.
 */
@ApiTest
class HostileFloodTest {
    private static final int CLIENTS = 50;

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Timeout(120)
    @Test
    void stopsNeitherTheNodeNorOthers() {
        flood(4);
    }

    @Timeout(300)
    @Test
    @Tag("long")
    void aLongerFloodStopsNeitherTheNodeNorOthers() {
        flood(10);
    }

    private void flood(int requests) {
        tables.replaceWithChain(40, 2_000);
        List<HostileRequests.HostileRequest> hostile = HostileRequests.flood();
        var over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        try {
            CompletableFuture<Integer> others = CompletableFuture.supplyAsync(() -> othersAreAnswered(over), threads);
            CompletableFuture<?>[] clients = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> CompletableFuture.runAsync(() -> isRefused(hostile, requests), threads))
                    .toArray(CompletableFuture<?>[]::new);

            CompletableFuture.allOf(clients)
                    .whenComplete((done, e) -> over.set(true))
                    .join();

            assertThat(others.join()).isPositive();
        } finally {
            over.set(true);
            threads.shutdownNow();
            tables.replaceWith(DatasetFixtures.twoOffersForAllUsers(Instant.parse("2026-11-01T00:00:00Z")));
        }
    }

    private void isRefused(List<HostileRequests.HostileRequest> hostile, int requests) {
        String token = apiClient.token(UUID.randomUUID().toString(), "");
        for (int i = 0; i < requests; i++) {
            HostileRequests.HostileRequest request = hostile.get(i % hostile.size());
            ApiClient.ApiResponse apiResponse = apiClient.post(token, request.body());
            assertThat(apiResponse
                            .onlyError()
                            .path("extensions")
                            .path("classification")
                            .asString())
                    .as(request.description())
                    // On a busy machine the deadline may come first.
                    .isIn("BAD_REQUEST", "UNAVAILABLE", "TIMEOUT");
        }
    }

    /** The number of rounds in which the liveness probe and a query were answered. */
    private int othersAreAnswered(AtomicBoolean over) {
        int rounds = 0;
        UUID user = UUID.randomUUID();
        while (!over.get() || rounds == 0) {
            assertThat(apiClient
                            .send(
                                    null,
                                    "/actuator/health/liveness",
                                    request -> request.timeout(Duration.ofMinutes(1))
                                            .GET())
                            .status())
                    .isEqualTo(200);
            ApiClient.ApiResponse light =
                    apiClient.execute(user, "{ offers(first: 5) { edges { node { id name } } } }");
            // On a busy machine the deadline may come first; a round counts only with an answer.
            if (!light.body()
                    .at("/errors/0/extensions/classification")
                    .asString("")
                    .equals("TIMEOUT")) {
                assertThat(light.data().path("offers").path("edges")).hasSize(5);
                rounds++;
            }
        }
        return rounds;
    }
}
