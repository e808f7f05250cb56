package io.eligo.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class EventHistoryPrunerTest {
    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventHistory eventHistory;

    @BeforeEach
    void anEmptyQueue() {
        TableCleaner.empty(jdbc, "outbox_event, outbox_done");
    }

    @Test
    void deletesTheEntriesOlderThanAnHourAlsoWhileNoEventWaits() {
        addEntries(2_500, "61 min");
        addEntries(1, "59 min");

        new EventHistoryPruner(eventHistory).prune();

        assertThat(jdbc.sql("SELECT count(*) FROM outbox_done")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private void addEntries(int count, String age) {
        jdbc.sql("""
                INSERT INTO outbox_done (event_id, xid, kind, size, created_at, removal_reason, done_at)
                SELECT n, pg_current_xact_id(), 'users', 1, now() - ?::interval, 'RUN', now() - ?::interval
                FROM generate_series(1, ?) AS n
                """).params(age, age, count).update();
    }
}
