package io.eligo.incremental;

import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The users that waiting events name, for a dry run: nothing is leased or completed. */
final class WaitingUserBatches implements UserBatches {
    private static final int EVENTS_PER_PAGE = 100;

    private final Leases leases;
    private final int maxUsers;
    private Iterator<UserEventBatch> page = Collections.emptyIterator();
    private long lastEvent;

    WaitingUserBatches(Leases leases, int maxUsers) {
        this.leases = leases;
        this.maxUsers = maxUsers;
    }

    @Override
    public @Nullable UserEventBatch next() {
        if (!page.hasNext()) {
            page = readPage();
        }
        return page.hasNext() ? page.next() : null;
    }

    private Iterator<UserEventBatch> readPage() {
        List<Lease.UserEvent> events = leases.findLeasableUserEvents(lastEvent, EVENTS_PER_PAGE);
        if (!events.isEmpty()) {
            lastEvent = events.get(events.size() - 1).eventId();
        }
        return UserEventBatch.of(events, maxUsers).iterator();
    }
}
