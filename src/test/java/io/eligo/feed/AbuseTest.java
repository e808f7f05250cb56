package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.servers.DevTokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Abusive requests: each is rejected with its reason, and the next request is answered as usual. */
@ApiTest
@TestPropertySource(
        properties = {"eligo.limits.rate.per-second=2", "eligo.limits.rate.burst=60", "eligo.limits.timeout=PT10S"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseTest {

    @Autowired
    ApiClient apiClient;

    @Autowired
    DevTokens tokens;

    @Autowired
    DatasetLoader tables;

    @Autowired
    DataSource database;

    @BeforeAll
    void twoOffersForAllUsers() {
        tables.replaceWith(DatasetFixtures.twoOffersForAllUsers(Instant.parse("2026-11-01T00:00:00Z")));
    }

    @AfterEach
    void theServerGoesOn() {
        assertThat(apiClient
                        .execute(UUID.randomUUID(), "{ offers " + HostileRequests.PAGE + " }")
                        .data()
                        .path("offers")
                        .path("edges"))
                .hasSize(2);
    }

    /** The timeout is far above the usual duration; without their limits, some requests take minutes. */
    @Timeout(30)
    @ParameterizedTest
    @MethodSource("io.eligo.feed.HostileRequests#all")
    void rejectsAbusiveRequestsWithAReason(HostileRequests.HostileRequest hostileRequest) {
        ApiClient.ApiResponse apiResponse =
                apiClient.post(apiClient.token(UUID.randomUUID().toString(), ""), hostileRequest.body());

        assertThat(apiResponse.status()).isEqualTo(hostileRequest.status());
        assertThat(apiResponse.body().path("errors")).isNotEmpty();
        for (JsonNode error : apiResponse.body().path("errors")) {
            JsonNode extensions = error.path("extensions");
            assertThat(extensions.path("classification").asString())
                    .as(error.toString())
                    .isEqualTo(hostileRequest.classification());
            assertThat(error.path("message").asString())
                    .isNotEmpty()
                    .hasSizeLessThan(1_000)
                    .doesNotContain("Exception", "graphql.", "io.eligo");
            if (!hostileRequest.expectedMessage().isEmpty()) {
                assertThat(Stream.of("limit", "argument", "variable", "code")
                                .map(name -> extensions.path(name).asString("")))
                        .as(error.toString())
                        .contains(hostileRequest.expectedMessage());
            }
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNotWrittenToItsEnd() {
        tables.replaceWith(DatasetFixtures.chain(100, 100));

        JsonNode many = apiClient.execute(UUID.randomUUID(), outlets(29, "")).onlyError();
        JsonNode large = apiClient
                .execute(UUID.randomUUID(), outlets(14, "a".repeat(95)))
                .onlyError();
        ApiClient.ApiResponse good = apiClient.execute(
                UUID.randomUUID(), "{ offers(first: 100) { edges { node { outlets { id name } } } } }");

        assertThat(many.path("extensions").path("limit").asString()).isEqualTo("response-fields");
        assertThat(large.path("extensions").path("limit").asString()).isEqualTo("response-size");
        assertThat(many.path("extensions").path("classification").asString()).isEqualTo("BAD_REQUEST");
        assertThat(good.data().path("offers").path("edges")).hasSize(100);
        tables.replaceWith(DatasetFixtures.twoOffersForAllUsers(Instant.parse("2026-11-01T00:00:00Z")));
    }

    private static String outlets(int aliases, String longName) {
        return "{ offers(first: 100) { edges { node { outlets {"
                + IntStream.range(0, aliases)
                        .mapToObj(i -> " a%s%d: __typename".formatted(longName, i))
                        .collect(Collectors.joining())
                + " } } } } }";
    }

    @Test
    void aBodyThatDoesNotSayHowLargeItIsIsNotReadToItsEnd() {
        byte[] body =
                HostileRequests.query("{ __typename }" + " ".repeat(200_000)).getBytes(StandardCharsets.UTF_8);

        ApiClient.ApiResponse apiResponse = apiClient.send(
                apiClient.token(UUID.randomUUID().toString(), ""),
                "/graphql",
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(apiResponse.status()).isEqualTo(413);
        assertThat(apiResponse.onlyError().path("extensions").path("limit").asString())
                .isEqualTo("body-size");
    }

    @Test
    void aBodyThatDoesNotSayThatItIsJsonIsNotRead() {
        ApiClient.ApiResponse apiResponse = apiClient.send(
                apiClient.token(UUID.randomUUID().toString(), ""),
                "/graphql",
                request -> request.header("Content-Type", "text/plain")
                        .header("Accept", "text/event-stream")
                        .POST(HttpRequest.BodyPublishers.ofString(HostileRequests.query("{ __typename }"))));

        assertThat(apiResponse.status()).isEqualTo(415);
        assertThat(apiResponse
                        .onlyError()
                        .path("extensions")
                        .path("classification")
                        .asString())
                .isEqualTo("BAD_REQUEST");
    }

    @Test
    void bytesThatAreNoTextAreNoJson() {
        byte[] body = HostileRequests.query("{ x: __typename }").getBytes(StandardCharsets.UTF_8);
        body[body.length - 4] = (byte) 0xff;

        ApiClient.ApiResponse apiResponse = post(body, "application/json", null);

        assertThat(apiResponse.status()).isEqualTo(400);
        assertThat(classification(apiResponse)).isEqualTo("BAD_REQUEST");
    }

    @Test
    void aBodyThatIsPackedIsNotUnpacked() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(new byte[50_000_000]);
        }

        ApiClient.ApiResponse apiResponse = post(packed.toByteArray(), "application/json", "gzip");

        assertThat(apiResponse.status()).isEqualTo(415);
        assertThat(apiResponse.onlyError().path("message").asString()).contains("Content-Encoding");
        assertThat(classification(apiResponse)).isEqualTo("BAD_REQUEST");
    }

    @Test
    void aLongNameIsNotRepeatedInErrors() {
        String answer = HostileRequests.all()
                .map(hostileRequest -> apiClient
                        .post(apiClient.token(UUID.randomUUID().toString(), ""), hostileRequest.body())
                        .body()
                        .toString())
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();

        // The document must fit into the body limit.
        assertThat(answer).hasSizeLessThan(65_536);
    }

    @Test
    void tokensWithoutSubjectAreRateLimitedToo() {
        String token = tokens.tokenWithoutSubject("offers:any");

        assertThat(IntStream.range(0, 300)
                        .map(i -> apiClient
                                .execute(token, "{ __typename }", Map.of())
                                .status()))
                .contains(429);
    }

    @Test
    void aFloodIsHeldUpAndOthersAreNot() {
        UUID user = UUID.randomUUID();
        List<ApiClient.ApiResponse> answers = IntStream.range(0, 300)
                .mapToObj(i -> apiClient.execute(user, "{ __typename }"))
                .toList();

        assertThat(answers.subList(0, 60))
                .allSatisfy(apiResponse -> assertThat(apiResponse.status()).isEqualTo(200));
        ApiClient.ApiResponse refused = answers.stream()
                .filter(apiResponse -> apiResponse.status() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.onlyError().path("extensions").path("classification").asString())
                .isEqualTo("TOO_MANY_REQUESTS");
    }

    @Test
    void aRequestThatWaitsForTheDatabaseTimesOut() throws SQLException {
        try (Connection other = database.getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE user_grants IN ACCESS EXCLUSIVE MODE");

            JsonNode error = apiClient
                    .execute(UUID.randomUUID(), "{ offers { edges { cursor } } }")
                    .onlyError();

            assertThat(error.path("extensions").path("classification").asString())
                    .isEqualTo("TIMEOUT");
            assertThat(error.path("message").asString()).isEqualTo("not answered within PT10S");
            await().until(() -> noTransactionWaitsForTheLock(other));
            other.rollback();
        }
    }

    private static boolean noTransactionWaitsForTheLock(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet waiting = statement.executeQuery(
                        "SELECT FROM pg_locks WHERE NOT granted AND relation = 'user_grants'::regclass")) {
            return !waiting.next();
        }
    }

    private ApiClient.ApiResponse post(byte[] body, String type, @Nullable String encoding) {
        return apiClient.send(apiClient.token(UUID.randomUUID().toString(), ""), "/graphql", request -> {
            request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body));
            if (encoding != null) {
                request.header("Content-Encoding", encoding);
            }
        });
    }

    private static String classification(ApiClient.ApiResponse apiResponse) {
        return apiResponse.onlyError().path("extensions").path("classification").asString();
    }
}
