package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.offers.Api;
import io.eligo.offers.ApiTest;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class AccessTest {
    private static final String ANYTHING = "{\"query\": \"{ __typename }\"}";
    private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");

    @Autowired
    Api api;

    @Test
    void aTokenOpensTheApi() {
        Api.Answer answer = api.post(api.token(USER.toString(), ""), ANYTHING);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.data().path("__typename").asString()).isEqualTo("Query");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void withoutATokenTheAnswerSaysWhatIsMissing() {
        Api.Answer answer = api.post(null, ANYTHING);

        assertRefused(answer, 401, "UNAUTHORIZED");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        String ours = api.token(USER.toString(), "");
        String forged = ours.substring(0, ours.length() - 8) + "AAAAAAAA";

        for (String token : new String[] {forged, "garbage", "a.b.c"}) {
            Api.Answer answer = api.post(token, ANYTHING);
            assertRefused(answer, 401, "UNAUTHORIZED");
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(challenge -> assertThat(challenge).contains("invalid_token"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/actuator/health/liveness"})
    void healthIsOpen(String path) {
        assertThat(api.send(null, path, HttpRequest.Builder::GET).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/actuator", "/actuator/info", "/graphiql", "/logout", "/login", "/error", "/graphql/schema"
            })
    void everythingElseIsClosed(String path) {
        assertRefused(api.send(null, path, HttpRequest.Builder::GET), 401, "UNAUTHORIZED");
        Api.Answer known = api.send(api.token(USER.toString(), "offers:any"), path, HttpRequest.Builder::GET);
        assertRefused(known, 403, "FORBIDDEN");
        assertThat(known.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void graphQlIsOnlyPosted(String method) {
        Api.Answer answer = api.send(
                api.token(USER.toString(), ""),
                "/graphql?query=%7B__typename%7D",
                request -> request.method(method, HttpRequest.BodyPublishers.noBody()));

        assertRefused(answer, 405, "BAD_REQUEST");
        assertThat(answer.headers().allValues("Allow")).containsExactly("POST");
    }

    @Test
    void whoeverAsksForNoMoreThanTheHeadersGetsThese() {
        assertThat(head("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(head("/graphql").status()).isEqualTo(401);
    }

    private Api.Answer head(String path) {
        return api.send(null, path, request -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    private static void assertRefused(Api.Answer answer, int status, String classification) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.onlyError().path("message").asString()).isNotEmpty();
        assertThat(answer.onlyError().path("extensions").path("classification").asString())
                .isEqualTo(classification);
    }
}
