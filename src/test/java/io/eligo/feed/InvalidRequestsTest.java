package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.DevTokens;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Invalid requests, and the errors of their responses. */
@ApiTest
class InvalidRequestsTest {
    private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID ANOTHER = UUID.fromString("00000000-0000-4000-8000-000000000002");

    @Autowired
    ApiClient apiClient;

    @Autowired
    DevTokens tokens;

    @Autowired
    DatasetLoader tables;

    @BeforeEach
    void oneMerchantWithTwoOffersInTwoOutlets() {
        tables.replaceWith(DatasetFixtures.twoOffersForAllUsers(Instant.parse("2026-11-01T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            offers(first: -1)                                        | first
            offers(first: 101)                                       | first
            offers(last: -1)                                         | last
            offers(last: 101)                                        | last
            offers(first: 1, last: 1)                                | last
            offers(first: 20, last: 1)                               | last
            offers(first: 99999999999)                               | first
            offers(first: "ten")                                     | first
            offers(after: "garbage")                                 | after
            offers(after: "")                                        | after
            offers(before: "!!!")                                    | before
            offers(userId: "me")                                     | userId
            offers(userId: "1-1-1-1-1")                              | userId
            offers(filter: {merchantId: "m"})                        | filter.merchantId
            offers(filter: {outletId: "1"})                          | filter.outletId
            offers(filter: {offerType: Cashback})                    | filter.offerType
            offers(filter: {minPercentage: 5, maxPercentage: 4.99})  | filter.minPercentage
            offers(filter: {minPercentage: "much"})                  | filter.minPercentage
            outlets(first: 101)                                      | first
            outlets(after: "garbage")                                | after
            outlets(userId: "me")                                    | userId
            outlets(filter: {merchantId: "m"})                       | filter.merchantId
            """)
    void anArgumentAtFaultIsNamed(String field, String argument) {
        JsonNode error = apiClient
                .execute(USER, "{ %s { pageInfo { hasNextPage } } }".formatted(field))
                .onlyError();

        assertThat(classification(error)).isEqualTo("BAD_REQUEST");
        assertThat(error.path("extensions").path("argument").asString("none")).isEqualTo(argument);
        assertThat(error.path("message").asString()).contains(argument).doesNotContain("graphql.", "Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            offers(filter: {offerType: CASHBAK}) { totalCount }         | CASHBACK, EXCLUSIVE, LOYALTY
            offers(filter: {kind: 1}) { totalCount }                    | merchantId, outletId, offerType
            offers(fist: 1) { totalCount }                              | first, after, last, before
            ...F } fragment F on Query { offers(fist: 1) { totalCount } | first, after, last, before
            offers(first: "' is not a valid 'OfferType'") { totalCount } |
            o: offers { e: edges { n: node { outlets(top: 1) { id } } } } |
            offers { totalCount(of: 1) }                                |
            """)
    void anUnknownNameIsAnsweredWithTheAcceptedOnes(String field, @Nullable String accepted) {
        JsonNode error = apiClient.execute(USER, "{ " + field + " }").onlyError();

        assertThat(classification(error)).isEqualTo("BAD_REQUEST");
        String message = error.path("message").asString();
        if (accepted == null) {
            assertThat(message).doesNotContain("accepted");
        } else {
            String names = message.substring(message.indexOf("; accepted: ") + "; accepted: ".length());
            assertThat(names.split(", ")).contains(accepted.split(", "));
        }
    }

    @Test
    void theErrorNamesThePermittedPageSizes() {
        assertThat(apiClient
                        .execute(USER, "{ offers(first: 101) { edges { cursor } } }")
                        .onlyError()
                        .path("message")
                        .asString())
                .isEqualTo("first: must be between 0 and 100, not 101");
    }

    @Test
    void bothEndsOfTheRangeAreAccepted() {
        JsonNode none = offers("first: 0");
        assertThat(none.path("edges")).isEmpty();
        assertThat(none.path("pageInfo").path("hasNextPage").asBoolean()).isTrue();
        assertThat(none.path("pageInfo").path("hasPreviousPage").asBoolean()).isFalse();
        assertThat(offers("last: 0").path("pageInfo").path("hasPreviousPage").asBoolean())
                .isTrue();
        assertThat(offers("first: 100").path("edges")).hasSize(2);
        assertThat(offers("first: null, last: 1").path("edges")).hasSize(1);
    }

    @Test
    void aVariableThatWasNotSentIsNotAnArgumentThatWasGiven() {
        String document = "query ($first: Int, $last: Int) { offers(first: $first, last: $last) { edges { cursor } } }";

        assertThat(apiClient
                        .execute(USER, document, Map.of("last", 1))
                        .data()
                        .path("offers")
                        .path("edges"))
                .hasSize(1);
        assertThat(classification(apiClient
                        .execute(USER, document, Map.of("first", 1, "last", 1))
                        .onlyError()))
                .isEqualTo("BAD_REQUEST");
    }

    @Test
    void aVariableThatDoesNotFitIsNamed() {
        JsonNode error = apiClient
                .execute(USER, "query ($n: Int) { offers(first: $n) { edges { cursor } } }", Map.of("n", "ten"))
                .onlyError();

        assertThat(classification(error)).isEqualTo("BAD_REQUEST");
        assertThat(error.path("extensions").path("variable").asString()).isEqualTo("n");
    }

    @Test
    void aSearchMayHaveAHundredCharactersAndNoMore() {
        String document = "query ($text: String) { offers(filter: {search: $text}) { edges { cursor } } }";

        assertThat(apiClient
                        .execute(USER, document, Map.of("text", "é".repeat(100)))
                        .body()
                        .has("errors"))
                .isFalse();
        JsonNode error = apiClient
                .execute(USER, document, Map.of("text", "a".repeat(101)))
                .onlyError();
        assertThat(error.path("extensions").path("argument").asString()).isEqualTo("filter.search");
    }

    @Test
    void everyAlteredCursorIsRefused() {
        String cursor = offers("first: 1").path("edges").get(0).path("cursor").asString();
        byte[] bytes = Base64.getUrlDecoder().decode(cursor);
        var altered = new HashMap<String, String>();
        for (int i = 0; i < bytes.length; i++) {
            byte[] other = bytes.clone();
            other[i] ^= 1;
            altered.put("byte " + i, Base64.getUrlEncoder().withoutPadding().encodeToString(other));
        }
        altered.put("padded", Base64.getUrlEncoder().encodeToString(bytes) + "=");
        altered.put("cut", cursor.substring(0, cursor.length() - 1));
        altered.put("longer", cursor + "A");

        altered.forEach((how, text) -> assertThat(argumentAtFault("offers(after: \"%s\")".formatted(text)))
                .as(how)
                .isEqualTo("after"));
    }

    @Test
    void aCursorOfTheOtherListIsRefused() {
        String ofOffer = offers("first: 1").path("pageInfo").path("endCursor").asString();
        String ofOutlet = apiClient
                .execute(USER, "{ outlets { pageInfo { endCursor } } }")
                .data()
                .path("outlets")
                .path("pageInfo")
                .path("endCursor")
                .asString();

        assertThat(argumentAtFault("outlets(after: \"%s\")".formatted(ofOffer))).isEqualTo("after");
        assertThat(argumentAtFault("offers(before: \"%s\")".formatted(ofOutlet)))
                .isEqualTo("before");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ offers { edges { cursor }",
                "{ offers { edges { nothing } } }",
                "{ nothing }",
                "{ offers(size: 3) { edges { cursor } } }",
                "{ offer { id } }",
                "{ offers }",
                "mutation { launchJob }",
                "query A { __typename } query B { __typename }",
                "fragment F on Offer { id }",
                "",
                "?"
            })
    void aDocumentThatDoesNotFitTheSchemaIsABadRequest(String document) {
        ApiClient.ApiResponse apiResponse = apiClient.execute(USER, document);

        assertThat(apiResponse.body().path("errors")).isNotEmpty();
        apiResponse
                .body()
                .path("errors")
                .forEach(error -> assertThat(classification(error))
                        .as(apiResponse.body().toString())
                        .isEqualTo("BAD_REQUEST"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "null",
                "{}",
                "{\"query\": null}",
                "{\"query\": {}}",
                "{\"query\": \"{__typename}\", \"variables\": 3}"
            })
    void aBodyThatIsNoRequestIsABadRequest(String body) {
        ApiClient.ApiResponse apiResponse = apiClient.post(apiClient.token(USER.toString(), ""), body);

        assertThat(apiResponse.status()).isEqualTo(400);
        assertThat(classification(apiResponse.onlyError())).isEqualTo("BAD_REQUEST");
    }

    @Test
    void theMessageDoesNotDependOnTheCallersLanguage() {
        JsonNode error = apiClient
                .send(
                        apiClient.token(USER.toString(), ""),
                        "/graphql",
                        request -> request.header("Content-Type", "application/json")
                                .header("Accept-Language", "de")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"query\": \"{ offers(first: true) { edges { cursor } } }\"}")))
                .onlyError();

        assertThat(error.path("message").asString()).contains("argument 'first' is not a valid 'Int'");
    }

    @Test
    void anIdIsNeededToAskForOneOffer() {
        JsonNode error = apiClient.execute(USER, "{ offer(id: \"7\") { id } }").onlyError();

        assertThat(classification(error)).isEqualTo("BAD_REQUEST");
        assertThat(error.path("extensions").path("argument").asString()).isEqualTo("id");
    }

    @Test
    void anotherUsersOffersNeedTheScope() {
        String document =
                "query ($user: ID) { offers(userId: $user) { edges { cursor } } outlets(userId: $user) { edges { cursor } } }";
        Map<String, String> another = Map.of("user", ANOTHER.toString());

        ApiClient.ApiResponse refused = apiClient.execute(USER, document, another);
        assertThat(Stream.of(0, 1).map(i -> refused.body().path("errors").get(i)))
                .allSatisfy(error -> {
                    assertThat(classification(error)).isEqualTo("FORBIDDEN");
                    assertThat(error.path("extensions").path("argument").asString())
                            .isEqualTo("userId");
                });

        ApiClient.ApiResponse allowed =
                apiClient.execute(apiClient.token(USER.toString(), "ops:read offers:any"), document, another);
        assertThat(allowed.data().path("offers").path("edges")).hasSize(2);
        assertThat(apiClient
                        .execute(USER, document, Map.of("user", USER.toString()))
                        .body()
                        .has("errors"))
                .isFalse();
    }

    @Test
    void aTokenThatIsNoUsersMustNameOne() {
        mustNameAUser(apiClient.token("reporting", "offers:any"));
    }

    @Test
    void aTokenWithoutSubMustNameAUser() {
        mustNameAUser(tokens.tokenWithoutSubject("offers:any"));
    }

    @Test
    void aTokenWithoutSubNeedsTheScopeForAllUsers() {
        JsonNode error = apiClient
                .execute(
                        tokens.tokenWithoutSubject("ops:read"),
                        "{ offers(userId: \"%s\") { edges { cursor } } }".formatted(USER),
                        Map.of())
                .onlyError();

        assertThat(classification(error)).isEqualTo("FORBIDDEN");
        assertThat(error.path("extensions").path("argument").asString()).isEqualTo("userId");
    }

    @Test
    void aTokenWithoutSubHasNoOfferOfItsOwn() {
        String document = "{ offer(id: \"%s\") { id } }".formatted(DatasetFixtures.id(1));

        JsonNode error = apiClient
                .execute(tokens.tokenWithoutSubject("offers:any"), document, Map.of())
                .onlyError();

        assertThat(classification(error)).isEqualTo("BAD_REQUEST");
        assertThat(error.path("message").asString()).contains("no sub", "offers and outlets take a userId");
    }

    private void mustNameAUser(String service) {
        JsonNode error = apiClient
                .execute(service, "{ offers { edges { cursor } } }", Map.of())
                .onlyError();
        assertThat(classification(error)).isEqualTo("BAD_REQUEST");
        assertThat(error.path("message").asString()).contains("sub", "userId");
        assertThat(apiClient
                        .execute(service, "{ offers(userId: \"%s\") { edges { cursor } } }".formatted(USER), Map.of())
                        .data()
                        .path("offers")
                        .path("edges"))
                .hasSize(2);
    }

    private JsonNode offers(String arguments) {
        return apiClient
                .execute(
                        USER,
                        "{ offers(%s) { edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }"
                                .formatted(arguments))
                .data()
                .path("offers");
    }

    private String argumentAtFault(String field) {
        JsonNode error = apiClient
                .execute(USER, "{ %s { edges { cursor } } }".formatted(field))
                .onlyError();
        assertThat(classification(error)).isEqualTo("BAD_REQUEST");
        return error.path("extensions").path("argument").asString("none");
    }

    private static String classification(JsonNode error) {
        return error.path("extensions").path("classification").asString();
    }
}
