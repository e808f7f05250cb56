package io.eligo.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.api.endpoint.EngineErrorTranslator;
import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Internal errors: the caller gets an id, and the log has the exception with that id. */
@ApiTest
@ExtendWith(OutputCaptureExtension.class)
class InternalErrorTest {
    private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Pattern ONLY_AN_ID = Pattern.compile("INTERNAL_ERROR for ([0-9a-f-]{36})");

    @Autowired
    ApiClient apiClient;

    @Autowired
    EngineErrorTranslator translator;

    @Autowired
    JdbcClient jdbc;

    @Test
    void aFailedQueryTellsNothingButItsId(CapturedOutput log) {
        jdbc.sql("ALTER TABLE user_grants RENAME TO lost_grants").update();
        try {
            JsonNode error =
                    apiClient.post(apiClient.token(USER.toString(), ""), """
                            {"query": "{ offers { edges { cursor } } }"}""").onlyError();

            assertThat(error.path("extensions").path("classification").asString())
                    .isEqualTo("INTERNAL_ERROR");
            assertThat(error.path("extensions")).hasSize(1);
            assertLogged(error.path("message").asString(), "user_grants", log);
        } finally {
            jdbc.sql("ALTER TABLE lost_grants RENAME TO user_grants").update();
        }
    }

    @Test
    void whatTheEngineItselfThrowsTellsNoMore(CapturedOutput log) {
        WebGraphQlResponse answer = answer(Mono.error(new IllegalStateException("offer 7 has no type")));

        assertThat(answer.getErrors()).singleElement().satisfies(error -> {
            assertThat(error.getErrorType()).hasToString("INTERNAL_ERROR");
            assertLogged(String.valueOf(error.getMessage()), "offer 7 has no type", log);
        });
    }

    private static void assertLogged(String message, String reason, CapturedOutput log) {
        assertThat(message).matches(ONLY_AN_ID);
        String id = message.substring(message.length() - 36);
        assertThat(log.getOut()).containsOnlyOnce(id).contains(reason);
    }

    private WebGraphQlResponse answer(Mono<WebGraphQlResponse> chain) {
        var request = new WebGraphQlRequest(
                URI.create("/graphql"),
                new HttpHeaders(),
                null,
                null,
                Map.of(),
                new DefaultGraphQlRequest("{ offers }"),
                "1",
                Locale.ROOT);
        return translator.intercept(request, asked -> chain).blockOptional().orElseThrow();
    }
}
