package io.eligo.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.CannotCreateTransactionException;
import tools.jackson.databind.JsonNode;

/** An unavailable database is neither a client error nor an internal error: the caller may retry. */
@ApiTest
@TestPropertySource(properties = "spring.datasource.hikari.connection-timeout=3000")
class DatabaseUnavailableTest {
    private static final UUID USER = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final String CHANGE =
            "mutation { setCustomerType(userId: \"%1$s\", merchantId: \"%1$s\", type: \"Vip\") { changed } }"
                    .formatted(USER);

    @Autowired
    ApiClient apiClient;

    @Autowired
    DataSource database;

    @Autowired
    JdbcClient jdbc;

    @Value("${spring.datasource.hikari.maximum-pool-size}")
    int poolSize;

    @Test
    void aDatabaseThatTurnsReadOnlyTakesNoChangesAndStillAnswers() throws SQLException {
        jdbc.sql("""
                INSERT INTO merchant (id, business_name, status, category) VALUES (?, 'Duka', 'Active', 'Food')
                ON CONFLICT DO NOTHING
                """).param(USER).update();
        onEveryConnection("SET default_transaction_read_only = on");
        try {
            assertUnavailable(change().onlyError(), "is read-only now");
            assertThat(read().body().has("errors")).isFalse();
        } finally {
            onEveryConnection("SET default_transaction_read_only = off");
        }
        assertThat(change().body().has("errors")).isFalse();
    }

    @Test
    void withoutAFreeConnectionReadsAndChangesAreUnavailable() throws SQLException {
        List<Connection> taken = everyConnection();
        try {
            // Both wait for a connection until the timeout: at the same time.
            var read = CompletableFuture.supplyAsync(this::read);
            assertUnavailable(change().onlyError(), "is unavailable now");
            assertUnavailable(read.join().onlyError(), "is unavailable now");
        } finally {
            close(taken);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "53300", "53100", "57P01", "57P03", "58030", "40001", "40P01", "55P03", "25P04", "25006"
            })
    void statesThatPassAreKnown(String state) {
        assertThat(DatabaseUnavailable.messageFor(failure(state))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "23505", "22P05", "XX000", "42601", "25001"})
    void otherErrorsAreNotTransient(String state) {
        assertThat(DatabaseUnavailable.messageFor(failure(state))).isNull();
        assertThat(DatabaseUnavailable.messageFor(new IllegalStateException("offer 7 has no type")))
                .isNull();
    }

    @Test
    void aPoolThatHasNoneLeftIsKnown() {
        assertThat(DatabaseUnavailable.messageFor(new CannotCreateTransactionException(
                        "none", new SQLTransientConnectionException("request timed out"))))
                .isNotNull();
    }

    private static Exception failure(String state) {
        return new UncategorizedSQLException("task", "SELECT 1", new SQLException("reason", state));
    }

    private static void assertUnavailable(JsonNode error, String sentence) {
        assertThat(error.path("extensions").path("classification").asString())
                .as(error.toString())
                .isEqualTo("UNAVAILABLE");
        assertThat(error.path("message").asString()).contains(sentence).doesNotContain("SQL", "Exception", "Hikari");
    }

    /** Reads the offers of a user whose grants are not cached. */
    private ApiClient.ApiResponse read() {
        return apiClient.execute(UUID.randomUUID(), "{ offers { edges { cursor } } }");
    }

    private ApiClient.ApiResponse change() {
        return apiClient.execute(apiClient.token(USER.toString(), "catalog:write"), CHANGE, Map.of());
    }

    private void onEveryConnection(String sql) throws SQLException {
        List<Connection> all = everyConnection();
        try {
            for (Connection connection : all) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
        } finally {
            close(all);
        }
    }

    private List<Connection> everyConnection() throws SQLException {
        var all = new ArrayList<Connection>();
        while (all.size() < poolSize) {
            all.add(database.getConnection());
        }
        return all;
    }

    private static void close(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
