package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Rate limits for each kind of caller, answered in the format of the request; other callers are unaffected. */
@ApiTest
@TestPropertySource(properties = {"eligo.limits.rate.per-second=1", "eligo.limits.rate.burst=20"})
class RateLimitTest {
    private static final String ANYTHING = "{\"query\": \"{ __typename }\"}";
    private static final int FLOOD = 60;

    @LocalServerPort
    int port;

    @Autowired
    ApiClient apiClient;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void invalidTokensAreCountedByAddressAndValidOnesPass() {
        ApiClient.ApiResponse refused = IntStream.range(0, FLOOD)
                .mapToObj(i -> apiClient.post("garbage", ANYTHING))
                .filter(response -> response.status() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.onlyError().at("/extensions/classification").asString())
                .isEqualTo("TOO_MANY_REQUESTS");
        assertThat(apiClient
                        .post(apiClient.token(UUID.randomUUID().toString(), ""), ANYTHING)
                        .status())
                .isEqualTo(200);
    }

    private long statuses(IntPredicate condition, String token) {
        return IntStream.range(0, FLOOD)
                .map(i -> apiClient.post(token, ANYTHING).status())
                .filter(condition)
                .count();
    }

    @Test
    void pagesAreCountedByUser() {
        String token = apiClient.token("busy", "ops:read");
        assertThat(IntStream.range(0, FLOOD).filter(i -> page(token, "/console/audit") == 429))
                .isNotEmpty();
        assertThat(page(apiClient.token("calm", "ops:read"), "/console/audit")).isEqualTo(200);
    }

    @Test
    void signInIsCountedByAddress() {
        assertThat(IntStream.range(0, FLOOD).filter(i -> page(null, "/console/sign-in") == 429))
                .isNotEmpty();
        assertThat(page(apiClient.token("calm too", "ops:read"), "/console/audit"))
                .isEqualTo(200);
    }

    private int page(@Nullable String token, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 429) {
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).contains("<html", "Too many requests");
            }
            return answer.statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
