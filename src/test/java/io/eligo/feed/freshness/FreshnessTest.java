package io.eligo.feed.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.cache.CacheFixture;
import io.eligo.catalog.Catalog;
import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.feed.DatasetFixtures;
import io.eligo.feed.DatasetLoader;
import io.eligo.jobs.schedule.OutboxPollerFixture;
import io.eligo.outbox.FreshnessToken;
import io.eligo.outbox.FreshnessTokens;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The freshness that a read reports, and its wait for a change of the caller. */
@ApiTest
@TestPropertySource(properties = "eligo.freshness.max-wait=PT5S")
class FreshnessTest {
    private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID UNKNOWN_USER = UUID.fromString("00000000-0000-4000-8000-000000000009");
    private static final String ASK = "{ offers(first: 5) { edges { node { id } } } }";
    private static final Executor THREADS = task -> new Thread(task).start();

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    Catalog catalog;

    @Autowired
    FreshnessTokens freshnessTokens;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void aWorld() {
        tables.replaceWith(DatasetFixtures.twoOffersForAllUsers(Instant.parse("2026-11-01T00:00:00Z")));
        worker.drain();
    }

    @Test
    void everyAnswerSaysHowFreshItIs() {
        JsonNode freshness = freshness(apiClient.execute(USER, ASK));
        assertThat(Duration.between(Instant.parse(freshness.path("asOf").asString()), Instant.now()))
                .isLessThan(Duration.ofMinutes(5));
        assertThat(freshness.path("source").asString()).isIn("table", "computed");
        assertThat(freshness.path("pending").isIntegralNumber()).isTrue();
        assertThat(freshness.has("arrived")).isFalse();
        assertThat(freshness(apiClient.execute(UNKNOWN_USER, ASK))
                        .path("source")
                        .asString())
                .isEqualTo("computed");
    }

    @Test
    void anAnswerWithoutOffersSaysNothing() {
        assertThat(apiClient.execute(USER, "{ __typename }").body().has("extensions"))
                .isFalse();
    }

    @Test
    void aReadWaitsForTheChangeThatItsTokenNames() {
        String token = relate();
        var later = CompletableFuture.runAsync(
                () -> {
                    pause();
                    worker.drain();
                },
                THREADS);
        ApiClient.ApiResponse apiResponse = ask(token);
        later.join();
        assertThat(freshness(apiResponse).path("arrived").asBoolean()).isTrue();
        assertThat(freshness(apiResponse).path("source").asString()).isEqualTo("table");
    }

    @Test
    void andDoesNotTakeACopyForIt() {
        String token = relate();
        worker.drain();
        cacheFixture.awaitOpen();
        // Copies are read for a second after the catalogue's last refresh.
        Awaitility.await().until(() -> {
            catalog.refresh();
            return freshness(apiClient.execute(UNKNOWN_USER, ASK))
                    .path("source")
                    .asString()
                    .equals("cache");
        });
        catalog.refresh();
        assertThat(freshness(ask(token)).path("source").asString()).isEqualTo("table");
    }

    @Test
    void orSaysThatItHasNotArrived() {
        ApiClient.ApiResponse apiResponse = ask(relate());
        assertThat(freshness(apiResponse).path("arrived").asBoolean(true)).isFalse();
        assertThat(freshness(apiResponse).path("pending").asInt()).isPositive();
        assertThat(apiResponse.data().path("offers").path("edges")).isNotEmpty();
    }

    @Test
    void aRolledBackChangeIsSaidToHaveBeenRolledBackAtOnce() {
        String token = Objects.requireNonNull(new TransactionTemplate(transactions).execute(status -> {
            status.setRollbackOnly();
            return relate();
        }));

        ApiClient.ApiResponse apiResponse = ask(token);

        assertThat(freshness(apiResponse).path("arrived").asBoolean(true)).isFalse();
        assertThat(freshness(apiResponse).path("rolledBack").asBoolean()).isTrue();
    }

    @Test
    void aTokenOfTheFutureOrOfAnOpenTransactionHasNotArrived() {
        // Both answers wait as long as they may: at the same time.
        var future = CompletableFuture.supplyAsync(() -> ask("v1.999999999999"), THREADS);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            JsonNode open = freshness(ask(relate()));
            assertThat(open.path("arrived").asBoolean(true)).isFalse();
            assertThat(open.has("rolledBack")).isFalse();
        });
        assertThat(freshness(future.join()).path("arrived").asBoolean(true)).isFalse();
    }

    @Test
    void aChangeOfTheCatalogueArrivesByItself() {
        String token = jdbc.sql("""
                        WITH changed AS (UPDATE merchant SET business_name = 'Renamed' RETURNING id)
                        SELECT DISTINCT 'v1.' || pg_current_xact_id() FROM changed
                        """).query(String.class).single();
        ApiClient.ApiResponse apiResponse = ask(token, "{ offers { edges { node { merchant { name } } } } }");
        assertThat(apiResponse.data().at("/offers/edges/0/node/merchant/name").asString())
                .isEqualTo("Renamed");
        assertThat(freshness(apiResponse).path("arrived").asBoolean()).isTrue();
    }

    @Test
    void waitersAreLimitedAndOtherReadsReturnAtOnce() {
        var reads = new FreshCatalogReader(
                catalog, freshnessTokens, new TokenWaiter(new FreshnessSettings(Duration.ofMinutes(1))));
        var token = FreshnessToken.parse(relate());
        List<Freshness> asked = Stream.generate(() -> new Freshness(token))
                .limit(TokenWaiter.MAX_WAITERS + 10)
                .toList();

        List<CompletableFuture<Void>> answers = IntStream.range(0, asked.size())
                .mapToObj(i -> reads(reads, asked.get(i), "user " + i / TokenWaiter.MAX_WAITERS_PER_USER))
                .toList();
        await().until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 10);
        assertThat(asked.stream().map(Freshness::arrived).filter(Objects::nonNull))
                .containsOnly(false);
        worker.drain();
        answers.forEach(CompletableFuture::join);

        assertThat(asked.stream().filter(one -> Boolean.TRUE.equals(one.arrived())))
                .hasSize(TokenWaiter.MAX_WAITERS);
    }

    @Test
    void oneUserWaitsAFewTimesAtOnceAndLeavesTheRestToOthers() {
        var reads = new FreshCatalogReader(
                catalog, freshnessTokens, new TokenWaiter(new FreshnessSettings(Duration.ofMinutes(1))));
        var token = FreshnessToken.parse(relate());
        List<Freshness> asked = Stream.generate(() -> new Freshness(token))
                .limit(TokenWaiter.MAX_WAITERS)
                .toList();

        List<CompletableFuture<Void>> answers =
                asked.stream().map(one -> reads(reads, one, "greedy")).toList();
        await().until(() -> answers.stream().filter(CompletableFuture::isDone).count()
                == TokenWaiter.MAX_WAITERS - TokenWaiter.MAX_WAITERS_PER_USER);
        var others = new Freshness(token);
        CompletableFuture<Void> other = reads(reads, others, "modest");
        worker.drain();
        other.join();
        answers.forEach(CompletableFuture::join);

        assertThat(others.arrived()).isTrue();
        assertThat(asked.stream().filter(one -> Boolean.TRUE.equals(one.arrived())))
                .hasSize(TokenWaiter.MAX_WAITERS_PER_USER);
        var again = new Freshness(token);
        reads(reads, again, "greedy").join();
        assertThat(again.arrived()).isTrue();
    }

    private static CompletableFuture<Void> reads(FreshCatalogReader reads, Freshness freshness, String user) {
        return CompletableFuture.runAsync(
                () -> {
                    SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(user, ""));
                    try {
                        reads.catalog(freshness);
                    } finally {
                        SecurityContextHolder.clearContext();
                    }
                },
                THREADS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "v1.", "v1.0", "v1.-1", "v2.17", "v1.99999999999999999999"})
    void aTokenThatIsNoneIsRefused(String token) {
        JsonNode error = ask(token).onlyError();
        assertThat(error.at("/extensions/classification").asString()).isEqualTo("BAD_REQUEST");
        assertThat(error.at("/extensions/argument").asString()).isEqualTo("Eligo-Freshness");
    }

    /** Makes a user a customer with plain SQL; returns the freshness token of the change. */
    private String relate() {
        return jdbc.sql("""
                        WITH related AS (
                            INSERT INTO customer_type (user_id, merchant_id, type) SELECT ?, id, 'Vip' FROM merchant
                            ON CONFLICT (user_id, merchant_id) DO UPDATE SET type = 'Vip' RETURNING 1)
                        SELECT DISTINCT 'v1.' || pg_current_xact_id() FROM related
                        """).param(UNKNOWN_USER).query(String.class).single();
    }

    private ApiClient.ApiResponse ask(String token) {
        return ask(token, ASK);
    }

    private ApiClient.ApiResponse ask(String token, String document) {
        return apiClient.send(
                apiClient.token(UNKNOWN_USER.toString(), ""),
                "/graphql",
                request -> request.header("Content-Type", "application/json")
                        .header("Eligo-Freshness", token)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"query\": \"" + document + "\"}")));
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode freshness(ApiClient.ApiResponse apiResponse) {
        assertThat(apiResponse.body().has("errors"))
                .as("%s", apiResponse.body())
                .isFalse();
        return apiResponse.body().path("extensions").path("freshness");
    }
}
