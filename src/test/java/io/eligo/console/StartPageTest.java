package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The start page of a server that issues no tokens, as in production. */
@ApiTest
class StartPageTest {
    @LocalServerPort
    int port;

    @Autowired
    ApiClient apiClient;

    @Test
    void needsNoTokenAndLeadsToTheConsoleTheApiHealthAndMetrics() {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(links(page.body()))
                .contains("/console", "/actuator/health", "/actuator/health/readiness", "/actuator/prometheus");
        assertThat(page.body()).contains("POST <span>/graphql</span>", "{ offers(first: 1)");
        for (String link : links(page.body())) {
            int status = get(link.startsWith("#") ? "/" : link).statusCode();
            // The console leads to the sign-in page; metrics need a token.
            assertThat(status).as(link).isIn(link.endsWith("prometheus") ? List.of(401) : List.of(200, 302));
        }
    }

    @Test
    void theReadmeAndTheStartOfTestRunShowTheSameQuery() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains(StartPage.QUERY, "user=" + StartPage.DEMO_USER);
        assertThat(Files.readString(Path.of("src/test/java/io/eligo/servers/DemoDataInitializer.java")))
                .contains(StartPage.QUERY);
    }

    @Test
    void showsNoWayToATokenAndNothingOfTheCaller() {
        String page = get("/").body();

        assertThat(page).contains("TOKEN=...").doesNotContain("/dev/", "docker", "Sign out", "_csrf", "style=");
        assertThat(get(
                                "/",
                                "Authorization",
                                "Bearer " + apiClient.token(UUID.randomUUID().toString(), "ops:read"))
                        .body())
                .isEqualTo(page);
        assertThat(get("/", "Authorization", "Bearer garbage").body()).isEqualTo(page);
        assertThat(get("/?user=x%00", "Cookie", "eligo-console=garbage").body()).isEqualTo(page);
    }

    @Test
    void isCacheableAndSetsNoCookie() {
        HttpResponse<String> page = get("/");

        assertThat(page.headers().allValues("Cache-Control")).containsExactly("max-age=300, public");
        assertThat(page.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'");
    }

    @Test
    void headRequestsAreAnswered() {
        assertThat(apiClient
                        .send(null, "/", request -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void otherMethodsAreDeniedAsBefore(String method) {
        ApiClient.ApiResponse without =
                apiClient.send(null, "/", request -> request.method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(without.status()).isEqualTo(401);
        ApiClient.ApiResponse known = apiClient.send(
                apiClient.token(UUID.randomUUID().toString(), "offers:any ops:read ops:write"),
                "/",
                request -> request.method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(known.status()).isEqualTo(403);
    }

    @Test
    void theQueryIsAnsweredInTheFormShown() {
        JsonNode shown = JsonMapper.shared()
                .readTree(find("(?s)id=\"answer\">(.*?)</pre>", get("/").body()).replace("&quot;", "\""));
        JsonNode answer = apiClient
                .execute(apiClient.token(StartPage.DEMO_USER, ""), StartPage.QUERY, Map.of())
                .body();

        assertThat(shown.at("/data/offers/edges/0/node").propertyNames())
                .containsExactly("name", "offerType", "merchant");
        assertThat(answer.at("/data/offers").propertyNames()).containsExactly("edges");
        assertThat(shown.at("/extensions/freshness").propertyNames())
                .containsExactlyElementsOf(answer.at("/extensions/freshness").propertyNames());
    }

    @Test
    void aTokenCommandIsShownWithTheUserAndTheScopes() {
        var settings = new ConsoleSettings("docker compose run --rm token {user} {scopes}");
        assertThat(settings.tokenCommand("u", "")).isEqualTo("docker compose run --rm token u");
        assertThat(settings.tokenCommand("u", "ops:read ops:write"))
                .isEqualTo("docker compose run --rm token u ops:read ops:write");
        assertThat(new ConsoleSettings(null).tokenCommand("u", "")).isNull();
        assertThat(new ConsoleSettings(" ").tokenCommand("u", "")).isNull();
    }

    private HttpResponse<String> get(String path, String... headers) {
        return new ConsoleClient(port).get(path, headers);
    }

    private static List<String> links(String page) {
        return Pattern.compile("href=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map((MatchResult link) -> link.group(1))
                .toList();
    }

    private static String find(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
