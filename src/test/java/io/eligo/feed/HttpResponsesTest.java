package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.Dataset.Offer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP responses: caching headers, compression, and document hashes. */
@ApiTest
class HttpResponsesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PAGE =
            "{ offers(first: 20) { edges { cursor node { id name outlets { id name merchant { id name category } } } } } }";
    private static final String ONE = "{ offers(first: 1) { edges { cursor } } }";

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    Environment environment;

    private final String token = UUID.randomUUID().toString();

    @BeforeEach
    void twentyOffersForAllUsers() {
        Instant from = Instant.parse("2026-11-01T00:00:00Z");
        tables.replaceWith(DatasetFixtures.of(
                Map.of(),
                IntStream.rangeClosed(1, 20)
                        .mapToObj(number -> DatasetFixtures.cashback(number, from, "All"))
                        .toArray(Offer[]::new)));
    }

    @Test
    void responsesAreNotStored() throws Exception {
        HttpResponse<byte[]> answer = post(ONE, "identity");

        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("private, no-store");
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
    }

    @Test
    void aLargePageIsCompressedIfTheClientAcceptsIt() throws Exception {
        HttpResponse<byte[]> plain = post(PAGE, "identity");
        HttpResponse<byte[]> compressed = post(PAGE, "gzip");

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(compressed.headers().allValues("Vary")).anyMatch(name -> name.equalsIgnoreCase("accept-encoding"));
        assertThat(compressed.body().length).isLessThan(plain.body().length / 2);
        assertThat(data(unpacked(compressed.body()))).isEqualTo(data(plain.body()));
        assertThat(post(ONE, "gzip").headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void aDocumentThatWasSentOnceIsKnownByItsHash() throws Exception {
        String document = PAGE + " # " + UUID.randomUUID();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> extensions = persisted(HexFormat.of().formatHex(hash));

        JsonNode unknown = ask(Map.of("extensions", extensions)).onlyError();
        ApiClient.ApiResponse sent = ask(Map.of("extensions", extensions, "query", document));
        ApiClient.ApiResponse named = ask(Map.of("extensions", extensions));

        assertThat(unknown.path("message").asString()).isEqualTo("PersistedQueryNotFound");
        assertThat(unknown.path("extensions").path("code").asString()).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        assertThat(sent.data().path("offers").path("edges")).hasSize(20);
        assertThat(named.data()).isEqualTo(sent.data());
    }

    @Test
    void aHashIsTheSameInCapitals() throws Exception {
        String document = PAGE + " # " + UUID.randomUUID();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> capitals = persisted(HexFormat.of().withUpperCase().formatHex(hash));

        ApiClient.ApiResponse sent = ask(Map.of("extensions", capitals, "query", document));
        ApiClient.ApiResponse named =
                ask(Map.of("extensions", persisted(HexFormat.of().formatHex(hash))));
        ApiClient.ApiResponse namedInCapitals = ask(Map.of("extensions", capitals));

        assertThat(sent.data().path("offers").path("edges")).hasSize(20);
        assertThat(named.data()).isEqualTo(sent.data());
        assertThat(namedInCapitals.data()).isEqualTo(sent.data());
    }

    private static Map<String, Object> persisted(String hash) {
        return Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/graphql-response+json                                        | application/graphql-response+json | 400
            application/graphql-response+json;q=0.9                                  | application/graphql-response+json | 400
            application/graphql-response+json;charset=utf-8                          | application/graphql-response+json | 400
            application/graphql-response+json; charset=utf-8, application/json;q=0.9 | application/graphql-response+json | 400
            application/graphql-response+json;q=0, application/json                  | application/json | 200
            application/json;charset=utf-8, application/graphql-response+json;q=0.1  | application/json | 200
            application/json;q=0.1, application/graphql-response+json                | application/graphql-response+json | 400
            text/html, */*;q=0.1                                                     | application/json | 200
            nonsense                                                                 | application/json | 200
            """)
    void theMediaTypeIsTheOneThatIsWantedMost(String accept, String type, int status) {
        ApiClient.ApiResponse apiResponse = apiClient.send(
                apiClient.token(token, ""),
                "/graphql",
                request -> request.header("Content-Type", "application/json")
                        .header("Accept", accept)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"query\": \"{ nothing }\"}")));

        assertThat(apiResponse.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(apiResponse.status()).isEqualTo(status);
        assertThat(apiResponse.body().path("errors")).hasSize(1);
    }

    private ApiClient.ApiResponse ask(Map<String, Object> body) {
        return apiClient.post(apiClient.token(token, ""), JSON.writeValueAsString(body));
    }

    private HttpResponse<byte[]> post(String document, String encoding) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + environment.getProperty("local.server.port") + "/graphql");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + apiClient.token(token, ""))
                .header("Content-Type", "application/json")
                .header("Accept-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", document))))
                .build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] unpacked(byte[] body) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    private static JsonNode data(byte[] body) {
        return JSON.readTree(body).path("data");
    }
}
