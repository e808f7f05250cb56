package io.eligo.outbox;

/**
 * The events that can be leased now; deferred events are not counted.
 *
 * @param merchants the number of merchants whose customers must be recomputed, each counted once
 * @param users the number of users named by events of users, counted as often as they are named
 * @param usersInSmallEvents those of them named by events with few users
 * @param allUsers whether all users must be recomputed
 */
public record Backlog(long merchants, long users, long usersInSmallEvents, boolean allUsers) {
    public boolean isEmpty() {
        return merchants == 0 && users == 0 && !allUsers;
    }
}
