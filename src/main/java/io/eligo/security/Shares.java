package io.eligo.security;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/** Places of which nobody has more than a share. */
final class Shares {
    private final Semaphore places;
    private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

    Shares(int places) {
        this.places = new Semaphore(places);
    }

    /** Whether there was a place; if so it has to be given back by {@link #leave}. */
    boolean enter(String key, int share) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (taken.merge(key, 1, Integer::sum) <= share) {
            return true;
        }
        leave(key);
        return false;
    }

    void leave(String key) {
        taken.computeIfPresent(key, (any, count) -> count == 1 ? null : count - 1);
        places.release();
    }
}
