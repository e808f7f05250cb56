package io.eligo.platform;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/** A semaphore of whose permits each key gets no more than a share. */
public final class PerKeySemaphore {
    private final Semaphore permits;
    private final ConcurrentMap<String, Integer> acquiredByKey = new ConcurrentHashMap<>();

    public PerKeySemaphore(int permits) {
        this.permits = new Semaphore(permits);
    }

    /** Returns whether a permit was acquired; an acquired permit must be returned with {@link #release}. */
    public boolean tryAcquire(String key, int share) {
        // The share first: callers beyond it take no permit from others, not even for a moment.
        if (acquiredByKey.merge(key, 1, Integer::sum) <= share && permits.tryAcquire()) {
            return true;
        }
        forget(key);
        return false;
    }

    public void release(String key) {
        forget(key);
        permits.release();
    }

    private void forget(String key) {
        acquiredByKey.computeIfPresent(key, (any, count) -> count == 1 ? null : count - 1);
    }
}
