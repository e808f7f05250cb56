package io.eligo.outbox;

import io.eligo.platform.PolledState;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** The number of all pending events in the outbox, as each node polls it. */
public record PendingEventCount(long count) {
    @Component
    static class Poll implements PolledState<PendingEventCount> {
        @Override
        public Class<PendingEventCount> type() {
            return PendingEventCount.class;
        }

        @Override
        public String selectList() {
            return "outbox_pending() AS pending_events";
        }

        @Override
        public PendingEventCount read(ResultSet row) throws SQLException {
            return new PendingEventCount(row.getLong("pending_events"));
        }
    }
}
