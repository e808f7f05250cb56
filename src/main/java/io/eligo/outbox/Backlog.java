package io.eligo.outbox;

/**
 * What could be leased now; what is deferred could not.
 *
 * @param merchants whose customers are to be recomputed, each counted once
 * @param users named by events of users, each as often as it is named
 * @param usersInSmallEvents those of them whose events name few
 * @param everybody whether everybody is to be recomputed
 */
public record Backlog(long merchants, long users, long usersInSmallEvents, boolean everybody) {
    public boolean isEmpty() {
        return merchants == 0 && users == 0 && !everybody;
    }
}
