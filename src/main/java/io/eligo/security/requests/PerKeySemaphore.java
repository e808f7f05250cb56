package io.eligo.security.requests;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/** A semaphore of whose permits each key gets no more than a share. */
final class PerKeySemaphore {
    private final Semaphore permits;
    private final ConcurrentMap<String, Integer> acquiredByKey = new ConcurrentHashMap<>();

    PerKeySemaphore(int permits) {
        this.permits = new Semaphore(permits);
    }

    /** Returns whether a permit was acquired; an acquired permit must be returned with {@link #release}. */
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
