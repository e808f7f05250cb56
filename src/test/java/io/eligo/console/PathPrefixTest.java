package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** The console under a context path and behind a proxy that adds a prefix, with moved health probes and a cross-origin client. */
@EligoTest
@TestPropertySource(
        properties = {
            "server.servlet.context-path=/eligo",
            "server.forward-headers-strategy=framework",
            "spring.graphql.cors.allowed-origins=https://shop.example",
            "spring.graphql.cors.allowed-methods=POST",
            "spring.graphql.cors.allowed-headers=authorization,content-type",
            "management.endpoint.health.probes.add-additional-paths=true",
            "management.endpoints.web.base-path=/manage"
        })
class PathPrefixTest {
    private static final Pattern LINKS = Pattern.compile("(?:href|src|action|hx-get)=\"([^\"]*)\"");

    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @ValueSource(strings = {"/eligo", "/tools/eligo"})
    void pagesLinkOnlyBelowTheirPrefix(String prefix) throws Exception {
        for (String page : List.of("", "/jobs", "/executions", "/outbox", "/offers", "/audit", "/sign-in")) {
            HttpResponse<String> answer = get("/eligo/console" + page, prefix, token());
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            var links = LINKS.matcher(answer.body())
                    .results()
                    .map(link -> link.group(1))
                    .toList();
            assertThat(links)
                    .as(page)
                    .isNotEmpty()
                    .allSatisfy(link -> assertThat(link).matches("#.*|" + prefix + "/console.*"));
            for (String link : links) {
                if (link.matches(".*\\.(css|js|svg)")) {
                    assertThat(get("/eligo" + link.substring(prefix.length()), prefix, null)
                                    .statusCode())
                            .as(link)
                            .isEqualTo(200);
                }
            }
        }
    }

    @Test
    void theStartPageLinksBelowThePrefixAndToTheConfiguredEndpoints() throws Exception {
        HttpResponse<String> page = get("/eligo/", "/tools/eligo", null);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(LINKS.matcher(page.body()).results().map(link -> link.group(1)))
                .contains("/tools/eligo/console", "/tools/eligo/manage/health")
                .allMatch(link -> link.matches("#.*|/tools/eligo/(console|manage).*"));
        assertThat(page.body()).contains("http://localhost:%d/eligo/graphql".formatted(port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/eligo", "/tools/eligo"})
    void signingInLeadsBackUnderThePrefix(String prefix) throws Exception {
        HttpResponse<String> sent = get("/eligo/console/outbox", prefix, null);
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(location(sent)).isEqualTo(prefix + "/console/sign-in?next=%2Fconsole%2Foutbox");

        HttpResponse<String> form = get("/eligo/console/sign-in?next=%2Fconsole%2Foutbox", prefix, null);
        String csrfToken = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                .matcher(form.body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        String csrf = form.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("eligo-console-csrf="))
                .findFirst()
                .orElseThrow();
        HttpResponse<String> in = send(
                prefix,
                request("/eligo/console/sign-in")
                        .header("Cookie", csrf.split(";")[0])
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "next=%2Fconsole%2Foutbox&_csrf=" + csrfToken + "&token=" + token())));
        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(location(in)).isEqualTo(prefix + "/console/outbox");
        assertThat(in.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("eligo-console=ey").contains("Path=" + prefix + "/console;"));
    }

    @Test
    void aRefusedActionLeadsBackToItsPageUnderThePrefix() throws Exception {
        HttpResponse<String> answer = send(
                "/tools/eligo",
                request("/eligo/console/jobs/import/run")
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Referer", "https://proxy.example/tools/eligo/console/jobs")
                        .POST(HttpRequest.BodyPublishers.ofString("reason=because")));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer)).isEqualTo("/tools/eligo/console/jobs");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("eligo-console-notice=").contains("Path=/tools/eligo/console;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/manage/health", "/manage/health/liveness", "/manage/health/readiness", "/livez", "/readyz"})
    void probesNeedNoToken(String path) throws Exception {
        assertThat(get("/eligo" + path, "/eligo", null).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/manage", "/manage/info", "/manage/prometheus", "/actuator/health", "/health", "/healthz"})
    void otherManagementPathsNeedAToken(String path) throws Exception {
        assertThat(get("/eligo" + path, "/eligo", null).statusCode()).isEqualTo(401);
    }

    @Test
    void aPreflightIsAnsweredAsConfigured() throws Exception {
        HttpResponse<String> allowed = preflight("https://shop.example");
        assertThat(allowed.statusCode()).isEqualTo(200);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("https://shop.example");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("authorization");
        assertThat(preflight("https://elsewhere.example").statusCode()).isEqualTo(403);

        HttpResponse<String> answer = send(
                "/eligo",
                request("/eligo/graphql")
                        .header("Origin", "https://shop.example")
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"query\": \"{ __typename }\"}")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly("https://shop.example");
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return send(
                "/eligo",
                request("/eligo/graphql")
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "authorization,content-type")
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void theHealthCheckOfTheImageFollowsTheConfiguredPaths() throws Exception {
        var check = new ProcessBuilder("bash", "ops/image/healthy").redirectErrorStream(true);
        check.environment()
                .putAll(Map.of(
                        "SERVER_PORT", String.valueOf(port),
                        "SERVER_SERVLET_CONTEXT_PATH", "/eligo",
                        "MANAGEMENT_ENDPOINTS_WEB_BASE_PATH", "/manage"));
        Process process = check.start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private String token() {
        return tokens.token("ops-ann", "ops:read ops:write");
    }

    private static String location(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("Location").orElse("");
        URI uri = URI.create(location);
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> get(String path, String prefix, @Nullable String token) throws Exception {
        HttpRequest.Builder request = request(path);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(prefix, request);
    }

    private HttpResponse<String> send(String prefix, HttpRequest.Builder request) throws Exception {
        if (!prefix.equals("/eligo")) {
            request.header("X-Forwarded-Prefix", prefix);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
