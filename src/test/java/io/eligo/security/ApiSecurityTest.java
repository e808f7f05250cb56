package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class ApiSecurityTest {
    private static final String ANYTHING = "{\"query\": \"{ __typename }\"}";
    private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");

    @Autowired
    ApiClient apiClient;

    @Test
    void aTokenPermitsTheApi() {
        ApiClient.ApiResponse apiResponse = apiClient.post(apiClient.token(USER.toString(), ""), ANYTHING);

        assertThat(apiResponse.status()).isEqualTo(200);
        assertThat(apiResponse.data().path("__typename").asString()).isEqualTo("Query");
        assertThat(apiResponse.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void withoutATokenTheAnswerNamesTheScheme() {
        ApiClient.ApiResponse apiResponse = apiClient.post(null, ANYTHING);

        assertRejected(apiResponse, 401, "UNAUTHORIZED");
        assertThat(apiResponse.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));
    }

    @Test
    void aTokenOfAnotherIssuerIsRejected() {
        String ours = apiClient.token(USER.toString(), "");
        String forged = ours.substring(0, ours.length() - 8) + "AAAAAAAA";

        for (String token : new String[] {forged, "garbage", "a.b.c"}) {
            ApiClient.ApiResponse apiResponse = apiClient.post(token, ANYTHING);
            assertRejected(apiResponse, 401, "UNAUTHORIZED");
            assertThat(apiResponse.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(challenge -> assertThat(challenge).contains("invalid_token"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/actuator/health/liveness"})
    void healthNeedsNoToken(String path) {
        assertThat(apiClient.send(null, path, HttpRequest.Builder::GET).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/actuator", "/actuator/info", "/graphiql", "/logout", "/login", "/error", "/graphql/schema"})
    void otherPathsAreDenied(String path) {
        assertRejected(apiClient.send(null, path, HttpRequest.Builder::GET), 401, "UNAUTHORIZED");
        ApiClient.ApiResponse known =
                apiClient.send(apiClient.token(USER.toString(), "offers:any"), path, HttpRequest.Builder::GET);
        assertRejected(known, 403, "FORBIDDEN");
        assertThat(known.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void graphQlIsOnlyPosted(String method) {
        ApiClient.ApiResponse apiResponse = apiClient.send(
                apiClient.token(USER.toString(), ""),
                "/graphql?query=%7B__typename%7D",
                request -> request.method(method, HttpRequest.BodyPublishers.noBody()));

        assertRejected(apiResponse, 405, "BAD_REQUEST");
        assertThat(apiResponse.headers().allValues("Allow")).containsExactly("POST");
    }

    @Test
    void headRequestsAreAnswered() {
        assertThat(head("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(head("/graphql").status()).isEqualTo(401);
    }

    private ApiClient.ApiResponse head(String path) {
        return apiClient.send(null, path, request -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    private static void assertRejected(ApiClient.ApiResponse apiResponse, int status, String classification) {
        assertThat(apiResponse.status()).isEqualTo(status);
        assertThat(apiResponse.onlyError().path("message").asString()).isNotEmpty();
        assertThat(apiResponse
                        .onlyError()
                        .path("extensions")
                        .path("classification")
                        .asString())
                .isEqualTo(classification);
    }
}
