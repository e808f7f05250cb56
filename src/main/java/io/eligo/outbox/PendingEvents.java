package io.eligo.outbox;

import io.eligo.platform.PolledState;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** The number of pending events, as each node polls it. */
public record PendingEvents(long count) {
    @Component
    static class Poll implements PolledState<PendingEvents> {
        @Override
        public Class<PendingEvents> type() {
            return PendingEvents.class;
        }

        @Override
        public String selectList() {
            return "outbox_pending() AS pending_events";
        }

        @Override
        public PendingEvents read(ResultSet row) throws SQLException {
            return new PendingEvents(row.getLong("pending_events"));
        }
    }
}
