package io.eligo.rebuild;

import io.eligo.grants.reconcile.PendingWrites;
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
class DeferredDiffs {
    // Some 250 bytes each: at most a sixth or so of the heap.
    private static final long HEAP_BYTES_PER_USER = 1_500;

    private final long maxUsers = Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_USER;
    private final Map<DeferredRevocations.DeferredBatchKey, List<PendingWrites>> diffs = new ConcurrentHashMap<>();
    private final AtomicLong users = new AtomicLong();

    void put(DeferredRevocations.DeferredBatchKey key, List<PendingWrites> decided) {
        int count = decided.stream().mapToInt(PendingWrites::userCount).sum();
        if (users.addAndGet(count) > maxUsers) {
            users.addAndGet(-count);
        } else {
            diffs.put(key, decided);
        }
    }

    /** Nothing where it is to be compared anew. */
    List<PendingWrites> remove(DeferredRevocations.DeferredBatchKey key) {
        return Objects.requireNonNullElse(diffs.remove(key), List.of());
    }

    void clear() {
        diffs.clear();
        users.set(0);
    }
}
