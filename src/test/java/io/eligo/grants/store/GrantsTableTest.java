package io.eligo.grants.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class GrantsTableTest {
    private static final UUID USER = new UUID(9, 1);
    private static final Duration HOUR = Duration.ofHours(1);

    @Autowired
    GrantsTable table;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void noRows() {
        TableCleaner.empty(jdbc, "user_grants");
    }

    @ParameterizedTest
    @CsvSource({
        "99, 100, 99",
        "4294967290, 4294967300, 4294967290",
        "3, 4294967300, 4294967299",
        "4294967290, 8589934600, 8589934586",
        "4294967290, 100, 3"
    })
    void aNumberIsTheLargestBelowTheNextOneWithThatHalf(String half, String next, String complete) {
        assertThat(jdbc.sql("SELECT full_transaction_id(?::text::xid, ?::text::xid8)::text")
                        .params(half, next)
                        .query(String.class)
                        .single())
                .isEqualTo(complete);
    }

    @Test
    void aRowHasTheNumberOfItsLastWrite() {
        String written = write();
        assertThat(jdbc.sql(
                                "SELECT full_transaction_id(xmin, pg_snapshot_xmax(pg_current_snapshot()))::text FROM user_grants")
                        .query(String.class)
                        .single())
                .isEqualTo(written);
    }

    @Test
    void aRowThatTheSnapshotContainsWasWrittenSinceAnEarlierInstantOnly() {
        write();
        String snapshot = currentSnapshot();
        assertThat(isWrittenSince(snapshot, now().plus(HOUR))).isFalse();
        assertThat(isWrittenSince(snapshot, now().minus(HOUR))).isTrue();
    }

    @Test
    void aRowThatTheSnapshotDoesNotContainWasWrittenSince() {
        write();
        String snapshot = currentSnapshot();
        jdbc.sql("UPDATE user_grants SET offer_nos = '{2}'").update();
        assertThat(isWrittenSince(snapshot, now().plus(HOUR))).isTrue();
    }

    @Test
    void aUserWithoutARowHasNoDate() {
        assertThat(table.findDated(USER, currentSnapshot(), now())).isEmpty();
        assertThat(table.find(List.of(USER))).isEmpty();
    }

    /** Returns the number of the transaction. */
    private String write() {
        return jdbc.sql(
                        "INSERT INTO user_grants (user_id, offer_nos, relations) VALUES (?, '{1}', '{}') RETURNING pg_current_xact_id()::text")
                .param(USER)
                .query(String.class)
                .single();
    }

    private boolean isWrittenSince(String snapshot, Instant since) {
        return table.findDated(USER, snapshot, since).orElseThrow().writtenSince();
    }

    private String currentSnapshot() {
        return jdbc.sql("SELECT pg_current_snapshot()::text")
                .query(String.class)
                .single();
    }

    private Instant now() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
