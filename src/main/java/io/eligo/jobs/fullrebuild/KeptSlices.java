package io.eligo.jobs.fullrebuild;

import io.eligo.grants.PendingWrites;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * What this process has decided over held slices, so that it need not read their users again. Only a shortcut: what is not here,
 * because there was too much of it or another process compared, is compared anew; and what is here is written only if nobody has
 * decided since.
 */
@Component
class KeptSlices {
    // Some 250 bytes each: at most a sixth or so of the heap.
    private static final long BYTES_OF_HEAP_A_USER = 1_500;

    private final long most = Runtime.getRuntime().maxMemory() / BYTES_OF_HEAP_A_USER;
    private final Map<HeldSlices.Key, List<PendingWrites>> kept = new ConcurrentHashMap<>();
    private final AtomicLong users = new AtomicLong();

    void keep(HeldSlices.Key key, List<PendingWrites> decided) {
        int count = decided.stream().mapToInt(PendingWrites::userCount).sum();
        if (users.addAndGet(count) > most) {
            users.addAndGet(-count);
        } else {
            kept.put(key, decided);
        }
    }

    /** Nothing where it is to be compared anew. */
    List<PendingWrites> take(HeldSlices.Key key) {
        return Objects.requireNonNullElse(kept.remove(key), List.of());
    }

    void forgetAll() {
        kept.clear();
        users.set(0);
    }
}
