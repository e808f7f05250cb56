package io.eligo.incremental;

import io.eligo.outbox.Lease;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Users that are reconciled in one transaction, and the events that this completes; no events if the run was started
 * for one user.
 */
record UserEventBatch(Set<UUID> users, List<Lease.UserEvent> events) {
    static UserEventBatch of(UUID user) {
        return new UserEventBatch(Set.of(user), List.of());
    }

    /**
     * Groups events into batches of up to {@code maxUsers} users; an event that names more is a batch
     * alone, and so is an event that has failed before.
     */
    static List<UserEventBatch> of(List<Lease.UserEvent> events, int maxUsers) {
        var all = new ArrayList<UserEventBatch>();
        var open = new ArrayList<Lease.UserEvent>();
        int users = 0;
        for (Lease.UserEvent event : events) {
            if (event.attempts() > 0) {
                all.add(merge(List.of(event)));
                continue;
            }
            if (!open.isEmpty() && users + event.users().size() > maxUsers) {
                all.add(merge(open));
                open.clear();
                users = 0;
            }
            open.add(event);
            users += event.users().size();
        }
        if (!open.isEmpty()) {
            all.add(merge(open));
        }
        return all;
    }

    List<Long> eventIds() {
        return events.stream().map(Lease.UserEvent::eventId).toList();
    }

    private static UserEventBatch merge(List<Lease.UserEvent> events) {
        var users = new LinkedHashSet<UUID>();
        events.forEach(event -> users.addAll(event.users()));
        return new UserEventBatch(users, List.copyOf(events));
    }
}
