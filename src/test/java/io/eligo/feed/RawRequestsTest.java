package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** Requests with bytes that no HTTP client would send. */
@ApiTest
class RawRequestsTest {
    private static final String BODY = "{\"query\": \"{ __typename }\"}";

    @Autowired
    ApiClient apiClient;

    @Autowired
    Environment environment;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GARBAGE                                                     | 400
            POST /graphql HTTP/1.1~Host: a~Host: b                      | 400
            POST /graphql HTTP/1.1~Host: a~Content-Length: -1           | 400
            POST /graphql HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2 | 400
            POST /graphql HTTP/1.1~Host: a~Transfer-Encoding: gzip      | 501
            POST /%00 HTTP/1.1~Host: a                                  | 400
            POST /../../etc/passwd HTTP/1.1~Host: a                     | 400
            POST /graphql;x=1 HTTP/1.1~Host: a~Content-Length: 0        | 400
            POST //graphql HTTP/1.1~Host: a~Content-Length: 0           | 400
            """)
    void malformedRequestsGetNoDetails(String head, int status) throws IOException {
        assertTurnedAway(exchange(head.replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n"), status);
    }

    @Test
    void headersHaveALimit() throws IOException {
        assertTurnedAway(
                exchange("POST /graphql HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000)
                        + "\r\nConnection: close\r\n\r\n"),
                400);
    }

    @Test
    void requestsThatDoNotWaitForAnswersAreAnsweredInTheirOrder() throws IOException {
        String token = apiClient.token(UUID.randomUUID().toString(), "");

        String answers = exchange(post(token, "keep-alive", BODY)
                + post(token, "keep-alive", BODY.replace("__typename", "nothing"))
                + post(token, "close", BODY));

        assertThat(answers.split("HTTP/1.1 "))
                .satisfiesExactly(
                        before -> assertThat(before).isEmpty(),
                        first -> assertThat(first).startsWith("200").endsWith("{\"data\":{\"__typename\":\"Query\"}}"),
                        second -> assertThat(second).startsWith("200").contains("BAD_REQUEST"),
                        third -> assertThat(third).startsWith("200").endsWith("{\"data\":{\"__typename\":\"Query\"}}"));
    }

    /** Requests with a token and a valid body: each is answered, or rejected in the common format of errors. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Content-Type: */*                                  | 415
            Content-Type: application/*                        | 415
            Content-Type: *                                    | 415
            Content-Type: application/*+json                   | 415
            Content-Type: nonsense                             | 415
            Content-Type: /                                    | 415
            Content-Type: application/json; charset=nonsense   | 415
            Content-Type: application/json; charset=%00        | 415
            Content-Type: application/json; charset="          | 415
            Content-Type: application/json; a=b                | 200
            Content-Type: application/json~Accept: /           | 200
            Content-Type: application/json~Accept: */*;q=nonsense | 200
            Content-Type: application/json~Accept: application/json;q=99 | 200
            Content-Type: application/json~Accept-Language: -  | 200
            Content-Type: application/json~Accept-Charset: %   | 200
            Content-Type: application/json~Accept-Encoding: gzip;q=nonsense | 200
            Content-Type: application/json~Referer: http://[   | 200
            Content-Type: application/json~Referer: %zz        | 200
            Content-Type: application/json~If-Modified-Since: never | 200
            Content-Type: application/json~If-None-Match: "    | 200
            Content-Type: application/json~Range: bytes=9-1    | 200
            Content-Type: application/json~Cookie: =;=,$Version | 200
            Content-Type: application/json~Eligo-Freshness: v1.99999999999999999999 | 200
            Content-Type: application/json~Eligo-Freshness: v1.1E+60000000 | 200
            Content-Type: application/json~Eligo-Freshness: %00 | 200
            Content-Type: application/json~X-Forwarded-Host: [ | 200
            Content-Type: application/json~X-Forwarded-Port: 1E9 | 200
            Content-Type: application/json~Forwarded: for="[   | 200
            """)
    void noHeaderCausesAnInternalError(String headers, int status) throws IOException {
        String request = post(apiClient.token(UUID.randomUUID().toString(), ""), "close", BODY)
                .replace("Content-Type: application/json", headers.replace("~", "\r\n"));

        String answer = exchange(request);

        assertThat(answer).startsWith("HTTP/1.1 %d ".formatted(status)).doesNotContain("INTERNAL_ERROR");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).startsWith("{\"");
    }

    private static void assertTurnedAway(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 %d ".formatted(status));
        assertThat(answer).doesNotContainIgnoringCase("tomcat", "exception", "apache", "\tat ");
    }

    private static String post(String token, String connection, String body) {
        return """
                POST /graphql HTTP/1.1\r
                Host: a\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                Connection: %s\r
                \r
                %s""".formatted(token, body.length(), connection, body);
    }

    private String exchange(String request) throws IOException {
        int port = Integer.parseInt(String.valueOf(environment.getProperty("local.server.port")));
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
