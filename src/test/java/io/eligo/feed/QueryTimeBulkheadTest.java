package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The reads of the query-time path are bounded in number, time and memory. */
@ApiTest
@TestPropertySource(
        properties = {
            "test.database=of-query-time-reads",
            "eligo.limits.query-time.concurrency=2",
            "eligo.limits.query-time.max-wait=PT0.2S",
            "eligo.limits.timeout=PT10S"
        })
class QueryTimeBulkheadTest {
    private static final int CLIENTS = 50;
    private static final UUID PRECOMPUTED = DatasetFixtures.id(901);
    private static final String LIGHT = "{ offers(first: 5) { edges { node { id name } } } }";
    private static final String HEAVY = "{ offers(first: 40) { edges { node { outlets { name } } } } }";
    private static final String RUNNING_READS =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND datname = current_database() AND query LIKE '%readable_merchant AS NOT%' AND pid <> pg_backend_pid()";

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    JdbcConnectionDetails database;

    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private JdbcClient observer;
    private DriverManagerDataSource connections;

    @BeforeEach
    void connect() {
        connections = new DriverManagerDataSource(
                database.getJdbcUrl(), String.valueOf(database.getUsername()), String.valueOf(database.getPassword()));
        observer = JdbcClient.create(connections);
    }

    @AfterEach
    void switchOn() {
        threads.shutdownNow();
        rollout.reset();
    }

    @Test
    @Timeout(120)
    void aFloodOfHeavyPagesTakesNoMoreThanItsPlacesAndOthersAreAnswered() {
        flood(1);
    }

    @Test
    @Timeout(300)
    @Tag("long")
    void aLongerFloodTakesNoMoreThanItsPlaces() {
        flood(2);
    }

    private void flood(int requests) {
        tables.replaceWithChain(40, 2_000);
        switchOffForAllButOne();
        CompletableFuture<?> flood = CompletableFuture.allOf(IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.runAsync(() -> readHeavyPages(requests), threads))
                .toArray(CompletableFuture<?>[]::new));
        do {
            assertThat(observer.sql(RUNNING_READS).query(Long.class).single()).isLessThanOrEqualTo(2);
            assertThat(apiClient
                            .send(
                                    null,
                                    "/actuator/health/liveness",
                                    request -> request.timeout(Duration.ofSeconds(10))
                                            .GET())
                            .status())
                    .isEqualTo(200);
            ApiClient.ApiResponse answer = apiClient.execute(PRECOMPUTED, LIGHT);
            assertThat(answer.data().at("/offers/edges")).hasSize(5);
            assertThat(source(answer)).isNotEqualTo("legacy");
        } while (!flood.isDone());
        flood.join();

        ApiClient.ApiResponse after = apiClient.execute(UUID.randomUUID(), HEAVY);
        assertThat(after.data().at("/offers/edges/39/node/outlets")).hasSize(2_000);
        assertThat(source(after)).isEqualTo("legacy");
    }

    private void readHeavyPages(int requests) {
        UUID user = UUID.randomUUID();
        for (int i = 0; i < requests; i++) {
            ApiClient.ApiResponse answer = apiClient.execute(user, HEAVY);
            if (answer.body().has("errors")) {
                assertThat(classification(answer)).isIn("UNAVAILABLE", "TIMEOUT");
            } else {
                assertThat(answer.data().at("/offers/edges")).hasSize(40);
            }
        }
    }

    @Test
    void aReadThatTimesOutEndsItsStatementAndFreesItsPlaceAndOneUserLeavesPlacesToOthers() throws SQLException {
        tables.replaceWith(DatasetFixtures.twoOffersForAllUsers(Instant.parse("2026-11-01T00:00:00Z")));
        switchOffForAllButOne();
        try (Connection lock = connections.getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE outlet IN ACCESS EXCLUSIVE MODE");
            UUID one = UUID.randomUUID();
            CompletableFuture<ApiClient.ApiResponse> first = send(one);
            awaitRunning(1, first);

            ApiClient.ApiResponse refused = apiClient.execute(one, LIGHT);
            assertIsRefused(refused);
            assertThat(refused.onlyError().at("/path/0").asString()).isEqualTo("offers");
            assertIsRefused(apiClient.execute(
                    one, "{ a: " + LIGHT.substring(1, LIGHT.length() - 1) + " b: outlets { totalCount } }"));
            CompletableFuture<ApiClient.ApiResponse> second = send(UUID.randomUUID());
            awaitRunning(2, second);
            assertIsRefused(apiClient.execute(UUID.randomUUID(), LIGHT));

            assertThat(List.of(classification(first.join()), classification(second.join())))
                    .containsOnly("TIMEOUT");
            awaitRunning(0, new CompletableFuture<>());
            CompletableFuture<ApiClient.ApiResponse> third = send(one);
            awaitRunning(1, third);
            lock.rollback();
            assertThat(third.join().data().at("/offers/edges")).hasSize(2);
        }
        assertThat(observer.sql("SELECT count(*) FROM pg_locks WHERE relation = 'outlet'::regclass AND NOT granted")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    @Tag("long")
    void aPageOfMoreOutletsThanOneAnswerMayContainIsAnsweredWithoutThemAndRefusedWithThem() {
        tables.replaceWithChain(100, 2_501);
        for (RolloutChange path : List.of(RolloutChange.ON, RolloutChange.OFF)) {
            rollout.set(path);
            ApiClient.ApiResponse without =
                    apiClient.execute(UUID.randomUUID(), "{ offers(first: 100) { totalCount edges { node { id } } } }");
            assertThat(without.data().at("/offers/edges")).hasSize(100);
            JsonNode error = apiClient
                    .execute(UUID.randomUUID(), "{ offers(first: 100) { edges { node { outlets { __typename } } } } }")
                    .onlyError();
            assertThat(error.at("/extensions/limit").asString()).isEqualTo("response-fields");
            assertThat(apiClient
                            .execute(UUID.randomUUID(), "{ outlets(first: 100) { totalCount edges { node { id } } } }")
                            .data()
                            .at("/outlets/totalCount")
                            .asInt())
                    .isEqualTo(2_501);
        }
    }

    private CompletableFuture<ApiClient.ApiResponse> send(UUID user) {
        return CompletableFuture.supplyAsync(() -> apiClient.execute(user, LIGHT), threads);
    }

    /** @param last the read that was sent last, which must not have ended before */
    private void awaitRunning(long reads, CompletableFuture<ApiClient.ApiResponse> last) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> observer.sql(RUNNING_READS).query(Long.class).single() == reads || last.isDone());
        assertThat(last.getNow(null)).isNull();
    }

    private static void assertIsRefused(ApiClient.ApiResponse answer) {
        assertThat(classification(answer)).isEqualTo("UNAVAILABLE");
        assertThat(answer.body().at("/errors/0/extensions/limit").asString()).isEqualTo("query-time-reads");
        assertThat(answer.body().at("/errors/0/message").asString())
                .isEqualTo("too many reads of the query-time path in progress: try again");
    }

    private static String classification(ApiClient.ApiResponse answer) {
        return answer.body().at("/errors/0/extensions/classification").asString();
    }

    private static String source(ApiClient.ApiResponse answer) {
        return answer.body().at("/extensions/freshness/source").asString();
    }

    private void switchOffForAllButOne() {
        observer.sql(
                        "INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, ?, 'Vip') ON CONFLICT DO NOTHING")
                .params(PRECOMPUTED, DatasetFixtures.MERCHANT.id())
                .update();
        rollout.set(new RolloutChange(true, BigDecimal.ZERO, null, List.of(PRECOMPUTED), null));
    }
}
