package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.console.access.ConsolePaths;
import io.eligo.console.access.TokenCookie;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EligoTest
class ConsoleSecurityTest {
    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    @ParameterizedTest
    @ValueSource(strings = {"/console/outbox", "/console/offers", "/console/nowhere"})
    void withoutATokenEveryPageLeadsToTheSignInAndBack(String page) {
        HttpResponse<String> answer = new ConsoleClient(port).get(page);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer)).endsWith("/console/sign-in?next=" + page.replace("/", "%2F"));
    }

    @Test
    void aTokenOpensTheConsoleUntilSignedOut() {
        var consoleClient = new ConsoleClient(port);
        HttpResponse<String> form = consoleClient.get("/console/sign-in?next=/console/outbox");
        assertThat(form.statusCode()).isEqualTo(200);

        HttpResponse<String> in = consoleClient.post(
                "/console/sign-in", Map.of("token", tokens.token("ops-ann", "ops:read"), "next", "/console/outbox"));
        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(location(in)).endsWith("/console/outbox");
        assertThat(in.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("eligo-console=ey")
                        .contains("HttpOnly", "SameSite=Strict", "Path=/console", "Max-Age=")
                        .doesNotContain("Secure"));
        assertThat(consoleClient.get("/console/outbox").body()).contains("ops-ann", "Sign out");

        assertThat(consoleClient.post("/console/sign-out", Map.of()).statusCode())
                .isEqualTo(302);
        assertThat(consoleClient.cookies()).doesNotContainKey(TokenCookie.NAME);
        assertThat(consoleClient.get("/console/outbox").statusCode()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "a.b.c"})
    void anInvalidTokenIsRejectedOnTheForm(String token) {
        var consoleClient = new ConsoleClient(port);
        consoleClient.get("/console/sign-in");
        HttpResponse<String> answer = consoleClient.post("/console/sign-in", Map.of("token", token));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("role=\"alert\"", "oken");
        assertThat(consoleClient.cookies()).doesNotContainKey(TokenCookie.NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://elsewhere.example/", "//elsewhere.example", "/graphql", "/console@elsewhere.example"})
    void signingInDoesNotRedirectOutsideTheConsole(String next) {
        var consoleClient = new ConsoleClient(port);
        consoleClient.get("/console/sign-in");
        HttpResponse<String> answer = consoleClient.post(
                "/console/sign-in", Map.of("token", tokens.token("ops-ann", "ops:read"), "next", next));

        assertThat(location(answer)).endsWith(":" + port + "/console");
    }

    @Test
    void anInvalidCookieIsDeletedAndLeadsToTheSignIn() {
        var consoleClient = new ConsoleClient(port);
        consoleClient.cookies().put(TokenCookie.NAME, "a.b.c");
        assertThat(location(consoleClient.get("/console"))).endsWith("/console/sign-in");
        assertThat(consoleClient.cookies()).doesNotContainKey(TokenCookie.NAME);
    }

    @Test
    void anHtmxRequestRedirectsTheWholePageToTheSignIn() {
        HttpResponse<String> answer = new ConsoleClient(port).get("/console/outbox", "HX-Request", "true");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/console/sign-in");
    }

    @Test
    void viewingNeedsTheReadScope() {
        HttpResponse<String> answer =
                ConsoleClient.of(port, tokens, "ops:write").get("/console/outbox");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("ops:read", "Access denied");
    }

    @Test
    void actionsNeedTheWriteScope() {
        ConsoleClient consoleClient = ConsoleClient.of(port, tokens, "ops:read");
        assertThat(consoleClient.get("/console/outbox").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = consoleClient.post("/console/outbox/retry", Map.of("ids", "1"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("ops:write", "Nothing was done");
    }

    @Test
    void aFormWithoutCsrfTokenIsRejected() {
        ConsoleClient consoleClient = ConsoleClient.of(port, tokens, "ops:read ops:write");
        consoleClient.get("/console/outbox");
        HttpResponse<String> answer = consoleClient.postWithoutCsrfToken("/console/outbox/retry", Map.of("ids", "1"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Nothing was done");

        assertThat(new ConsoleClient(port)
                        .postWithoutCsrfToken("/console/sign-in", Map.of("token", tokens.token("ops-ann", "ops:read")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aBearerHeaderNeedsNoCookieAndNoCsrfToken() {
        HttpResponse<String> answer = new ConsoleClient(port)
                .get("/console/outbox", "Authorization", "Bearer " + tokens.token("ops-ann", "ops:read"));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void pagesLoadOnlyTheirOwnFilesAndAreNotCached() {
        var headers = ConsoleClient.of(port, tokens, "ops:read")
                .get("/console/outbox")
                .headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("Cache-Control").orElse("")).contains("no-store");
        for (String file : ConsolePaths.PUBLIC) {
            if (file.contains(".")) {
                assertThat(new ConsoleClient(port).get(file).statusCode())
                        .as(file)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aPageHasNothingInline() {
        String page = ConsoleClient.of(port, tokens, "ops:read ops:write")
                .get("/console/outbox")
                .body();
        assertThat(page)
                .doesNotContain("style=", "onclick", "<style", "javascript:")
                .doesNotContainPattern("<script[^>]*>[^<]");
    }

    @Test
    void anUnknownPageAnswers404() {
        HttpResponse<String> answer =
                ConsoleClient.of(port, tokens, "ops:read").get("/console/nowhere", "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("There is no such page", "/console/console.css");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/executions?status=nonsense",
                "/console/executions?from=yesterday",
                "/console/executions?before=x",
                "/console/executions?argument=mechant&value=x",
                "/console/executions/999999",
                "/console/outbox/change?token=12",
                "/console/offers?user=ann",
                "/console/offers?offer=00000000-0000-4000-8000-000000000001"
            })
    void anInvalidParameterIsNamed(String path) {
        HttpResponse<String> answer =
                ConsoleClient.of(port, tokens, "ops:read offers:any").get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .containsPattern("(status|from|before|argument|id|token|user|offer): ")
                .contains("role=\"alert\"");
    }

    @Test
    void aRejectedActionIsReportedOnThePageItWasSentFrom() {
        ConsoleClient consoleClient = ConsoleClient.of(port, tokens, "ops:read ops:write");
        consoleClient.get("/console/jobs");
        HttpResponse<String> answer = consoleClient.post("/console/jobs/import/run", Map.of("reason", "because"));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(consoleClient.get("/console/jobs").body()).contains("Refused: ", "import needs dir=");
        assertThat(consoleClient.get("/console/jobs").body()).as("shown once").doesNotContain("Refused: ");
    }

    @Test
    void viewingAnotherUserNeedsTheScope() {
        String path = "/console/offers?user=00000000-0000-4000-8000-000000000001";
        HttpResponse<String> refused =
                ConsoleClient.of(port, tokens, "ops:read").get(path);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("offers:any");
        assertThat(ConsoleClient.of(port, tokens, "ops:read offers:any")
                        .get(path)
                        .body())
                .contains("What the user sees now");
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }
}
