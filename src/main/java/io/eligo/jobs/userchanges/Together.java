package io.eligo.jobs.userchanges;

import io.eligo.outbox.Lease;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Users that are brought in line in one transaction, and the events that are done with it: none where an operator named them. */
record Together(Set<UUID> users, List<Lease.UserEvent> events) {
    static Together of(UUID user) {
        return new Together(Set.of(user), List.of());
    }

    /** Events together, up to {@code most} users, or one that names more. One that has failed before stands alone. */
    static List<Together> of(List<Lease.UserEvent> events, int most) {
        var all = new ArrayList<Together>();
        var open = new ArrayList<Lease.UserEvent>();
        int users = 0;
        for (Lease.UserEvent event : events) {
            if (event.attempts() > 0) {
                all.add(ofAll(List.of(event)));
                continue;
            }
            if (!open.isEmpty() && users + event.users().size() > most) {
                all.add(ofAll(open));
                open.clear();
                users = 0;
            }
            open.add(event);
            users += event.users().size();
        }
        if (!open.isEmpty()) {
            all.add(ofAll(open));
        }
        return all;
    }

    List<Long> eventIds() {
        return events.stream().map(Lease.UserEvent::eventId).toList();
    }

    private static Together ofAll(List<Lease.UserEvent> events) {
        var users = new LinkedHashSet<UUID>();
        events.forEach(event -> users.addAll(event.users()));
        return new Together(users, List.copyOf(events));
    }
}
