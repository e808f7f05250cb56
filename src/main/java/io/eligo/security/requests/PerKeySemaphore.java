package io.eligo.security.requests;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/** Places of which nobody has more than a share. */
final class PerKeySemaphore {
    private final Semaphore permits;
    private final ConcurrentMap<String, Integer> acquiredByKey = new ConcurrentHashMap<>();

    PerKeySemaphore(int places) {
        this.permits = new Semaphore(places);
    }

    /** Whether there was a place; if so it has to be given back by {@link #release}. */
    boolean tryAcquire(String key, int share) {
        if (!permits.tryAcquire()) {
            return false;
        }
        if (acquiredByKey.merge(key, 1, Integer::sum) <= share) {
            return true;
        }
        release(key);
        return false;
    }

    void release(String key) {
        acquiredByKey.computeIfPresent(key, (any, count) -> count == 1 ? null : count - 1);
        permits.release();
    }
}
