package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Malformed parameters, forms, paths and headers give a page or a rejection, never a server error. */
@EligoTest
@ExtendWith(OutputCaptureExtension.class)
class ConsoleMalformedInputTest {
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "\0",
            "a\0b",
            "%00",
            "\uFFFF",
            "-1",
            "9223372036854775808",
            "-9223372036854775808",
            "1E+60000000",
            "null",
            "{}",
            "'\"<>&;--",
            "${7*7}",
            "__${7*7}__::.x",
            "%s%n%d",
            "+999999999-12-31T23:59",
            "-999999999-01-01T00:00",
            "9999-12-31T23:59:59.999999999",
            "00000000-0000-4000-8000-000000000001",
            "v1.1",
            "v1.999999999999999999",
            "full-rebuild",
            "é".repeat(300),
            "x".repeat(3000));

    private static final List<String> PAGES = List.of("", "/jobs", "/executions", "/outbox", "/offers", "/audit");

    /** Parameters by page. */
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            "/executions", List.of("job", "status", "from", "until", "argument", "value", "before"),
            "/outbox", List.of("before"),
            "/outbox/change", List.of("token"),
            "/offers", List.of("user", "offer", "after"),
            "/audit", List.of("by", "before"),
            "/sign-in", List.of("next"));

    private static final List<String> NO_TEXT = List.of("\0", "a\0b", "%00", "\uFFFF");

    private static final List<String> FORMS = List.of(
            "/sign-in",
            "/sign-out",
            "/jobs/full-rebuild/pause",
            "/jobs/full-rebuild/resume",
            "/jobs/nowhere/run",
            "/executions/1/stop",
            "/executions/1/restart",
            "/executions/1/approve",
            "/executions/1/abandon",
            "/executions/1/recover",
            "/outbox/retry",
            "/outbox/discard",
            "/outbox/defer",
            "/outbox/end-deferral");

    private static final List<String> FIELDS =
            List.of("reason", "ids", "all", "merchant", "token", "next", "arg.dir", "arg.max-rejects", "arg.dry-run");

    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> failed = new ArrayList<>();

    /** Every so many requests are sent. */
    private int stride = 7;

    private int requests;
    private String token = "";

    /** A request that its caller gets an answer to is no event for operators; anyone could fill the log with it. */
    @AfterEach
    void nothingIsLogged(CapturedOutput log) {
        assertThat(log.getOut().lines().filter(line -> line.matches(".* (WARN|ERROR) .*-exec-.*")))
                .isEmpty();
    }

    /** One token for all requests, because signing one takes longer than many pages. */
    @BeforeEach
    void signIn() {
        token = tokens.token("ops-ann", "ops:read ops:write offers:any");
    }

    @Test
    @Tag("long")
    void noneOfAllRequestsMakesAPageFail() {
        stride = 1;
        noParameterOfAPageMakesItFail();
        noPathMakesAPageFail();
        invalidBytesMakeNoPageFail();
        noFieldOfAFormMakesItFail();
        noHeaderMakesAPageFail();
    }

    @Test
    void noParameterOfAPageMakesItFail() {
        PARAMETERS.forEach((page, parameters) -> {
            for (String parameter : parameters) {
                VALUES.forEach(value -> get(page + "?" + parameter + "=" + encoded(value)));
                get(page + "?" + parameter + "=1&" + parameter + "=2");
                get(page + "?" + parameter + "[]=1");
                get(page + "?" + parameter);
            }
        });
        // A parameter that the page does not know.
        PAGES.forEach(page -> NO_TEXT.forEach(value -> get(page + "?x=" + encoded(value))));
        VALUES.forEach(value -> get("/offers?user=00000000-0000-4000-8000-000000000001&after=" + encoded(value)));
        assertThat(failed).isEmpty();
    }

    @Test
    void noPathMakesAPageFail() {
        for (String page : List.of("/executions/", "/outbox/events/", "/jobs/", "/")) {
            VALUES.stream().map(ConsoleMalformedInputTest::encoded).forEach(value -> get(page + value));
        }
        assertThat(failed).isEmpty();
    }

    @Test
    void invalidBytesMakeNoPageFail() {
        for (String bytes :
                List.of("%", "%zz", "%ff", "%ed%a0%80", "%c0%80", "a=%00&b", "=", "&&", "%00=1", "job=%ff%00")) {
            PAGES.forEach(page -> get(page + "?job=" + bytes));
            PAGES.forEach(page -> get(page + "?" + bytes));
            FORMS.forEach(form -> post(form, "reason=" + bytes));
            FORMS.forEach(form -> post(form, bytes));
        }
        assertThat(failed).isEmpty();
    }

    @Test
    void noFieldOfAFormMakesItFail() {
        for (String form : FORMS) {
            for (String field : FIELDS) {
                NO_TEXT.forEach(value -> post(form, "ids=1&reason=because&" + field + "=" + encoded(value)));
                post(form, "ids=1&reason=because&" + field + "=1&" + field + "=2");
            }
            VALUES.forEach(value -> post(form, "ids=" + encoded(value) + "&reason=because"));
            VALUES.forEach(value -> post(form, "ids=1&reason=" + encoded(value)));
            VALUES.forEach(value -> post(form, "token=" + encoded(value) + "&next=" + encoded(value)));
            VALUES.forEach(value -> post(form, "reason=because&merchant=" + encoded(value)));
        }
        // A launched job would run, so max-rejects is invalid here.
        for (String field : FIELDS) {
            NO_TEXT.forEach(value ->
                    post("/jobs/import/run", "reason=because&arg.max-rejects=x&" + field + "=" + encoded(value)));
        }
        assertThat(failed).isEmpty();
    }

    @Test
    void noHeaderMakesAPageFail() {
        var headers = List.of(
                "*/*",
                "text/*",
                "x",
                "text/html; charset=nonsense",
                "http://[",
                "http://h/%",
                "::",
                "//",
                "mailto:x",
                "http://localhost/console/jobs?a=%zz",
                "http://localhost/console/{x}",
                "'\"<>&;--");
        for (String name :
                List.of("Referer", "Content-Type", "Accept", "Accept-Language", "HX-Request", "Cookie", "Origin")) {
            for (String value : headers) {
                send("POST", "/outbox/retry", "ids=", name, value);
                send("GET", "/outbox?before=x", "", name, value);
                send("GET", "/nowhere", "", name, value);
                send("POST", "/sign-in", "token=x", name, value);
            }
        }
        assertThat(failed).isEmpty();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private void get(String path) {
        send("GET", path, "", "Accept", "text/html");
    }

    private void post(String path, String form) {
        send("POST", path, form, "Content-Type", "application/x-www-form-urlencoded");
    }

    private void send(String method, String path, String body, String header, String value) {
        if (requests++ % stride != 0) {
            return;
        }
        URI uri;
        try {
            uri = URI.create("http://localhost:" + port + "/console" + path);
        } catch (IllegalArgumentException e) {
            // The Java client cannot send such a path.
            return;
        }
        var request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!header.equals("Content-Type") && method.equals("POST")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        try {
            HttpResponse<String> answer =
                    http.send(request.header(header, value).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 500) {
                failed.add("%d %s %s %s %s: %s".formatted(answer.statusCode(), method, path, header, value, body));
            }
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException("%s %s %s: %s".formatted(method, path, header, value), e);
        }
    }
}
