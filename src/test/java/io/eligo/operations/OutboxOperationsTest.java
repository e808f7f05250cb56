package io.eligo.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.servers.TableCleaner;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ApiTest
class OutboxOperationsTest {
    private static final UUID USER = new UUID(7, 7);

    @Autowired
    ApiClient apiClient;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void oneWaitsAndTwoAreParked() {
        TableCleaner.empty(jdbc, "outbox_event RESTART IDENTITY");
        jdbc.sql("""
                INSERT INTO outbox_event (kind, users, may_revoke, parked_at, error, attempts)
                VALUES ('users', ARRAY['%1$s']::uuid[], true, NULL, NULL, 0),
                       ('users', ARRAY['%1$s']::uuid[], true, now(), 'broken', 5),
                       ('users', ARRAY['%1$s']::uuid[], true, now(), 'broken', 5)
                """.formatted(USER)).update();
    }

    @Test
    void showsPendingAndParkedEvents() {
        JsonNode outbox = ask("ops:read", """
                { outbox { pending oldestAge parked parkedEvents(first: 1) { id kind users attempts createdAt parkedAt error offerId } } }
                """).data().path("outbox");

        assertThat(outbox.path("pending").asInt()).isEqualTo(1);
        assertThat(outbox.path("oldestAge").asDouble()).isBetween(0.0, 60.0);
        assertThat(outbox.path("parked").asInt()).isEqualTo(2);
        assertThat(outbox.path("parkedEvents")).hasSize(1);
        JsonNode event = outbox.at("/parkedEvents/0");
        assertThat(event.path("id").asString()).isEqualTo("3");
        assertThat(event.path("users").get(0).asString()).isEqualTo(USER.toString());
        assertThat(event.path("error").asString()).isEqualTo("broken");
        assertThat(event.path("attempts").asInt()).isEqualTo(5);
    }

    @Test
    void retriesOne() {
        JsonNode retried = ask("ops:write", "mutation { retryParked(ids: [2, 1, 99]) { ids } }")
                .data();
        assertThat(retried.at("/retryParked/ids").valueStream().map(JsonNode::asString))
                .containsExactly("2");
        assertThat(jdbc.sql("SELECT id FROM outbox_event WHERE parked_at IS NULL AND attempts = 0 ORDER BY id")
                        .query(Long.class)
                        .list())
                .containsExactly(1L, 2L);
    }

    @Test
    void discardsAllParkedEventsAndNoOthers() {
        JsonNode discarded = ask("ops:write", "mutation { discardParked(reason: \"a test\") { ids } }")
                .data();
        assertThat(discarded.at("/discardParked/ids")).hasSize(2);
        assertThat(jdbc.sql("SELECT id FROM outbox_event").query(Long.class).list())
                .containsExactly(1L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ops:write | { outbox { pending } }                                   | FORBIDDEN
            ops:read  | mutation { retryParked { ids } }                         | FORBIDDEN
            ops:read  | mutation { discardParked(reason: "a") { ids } }          | FORBIDDEN
            ops:write | mutation { discardParked { ids } }                       | BAD_REQUEST
            ops:write | mutation { discardParked(reason: " ") { ids } }          | BAD_REQUEST
            ops:write | mutation { retryParked(ids: ["x"]) { ids } }             | BAD_REQUEST
            ops:read  | { outbox { parkedEvents(first: 101) { id } } }           | BAD_REQUEST
            """)
    void refuses(String scope, String document, String classification) {
        JsonNode error = ask(scope, document).onlyError();
        assertThat(error.at("/extensions/classification").asString()).isEqualTo(classification);
    }

    private ApiClient.ApiResponse ask(String scope, String document) {
        return apiClient.execute(apiClient.token(USER.toString(), scope), document, Map.of());
    }
}
