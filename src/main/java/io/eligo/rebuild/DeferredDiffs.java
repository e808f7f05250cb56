package io.eligo.rebuild;

import io.eligo.grants.reconcile.PendingWrites;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * The diffs of deferred batches that this process has computed, so that it need not read their users again. A cache
 * only: a batch that is missing here, because of the size limit or because another process compared it, is compared
 * again. A cached diff is written only if no other transaction has changed the grants of its users since.
 */
@Component
class DeferredDiffs {
    // About 250 bytes per diff: at most about a sixth of the heap.
    private static final long HEAP_BYTES_PER_USER = 1_500;

    private final long maxUsers = Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_USER;
    private final Map<DeferredRevocations.DeferredBatchKey, List<PendingWrites>> diffs = new ConcurrentHashMap<>();
    private final AtomicLong users = new AtomicLong();

    void put(DeferredRevocations.DeferredBatchKey key, List<PendingWrites> writes) {
        int count = writes.stream().mapToInt(PendingWrites::userCount).sum();
        if (users.addAndGet(count) > maxUsers) {
            users.addAndGet(-count);
        } else {
            diffs.put(key, writes);
        }
    }

    /** An empty list if the batch must be compared again. */
    List<PendingWrites> remove(DeferredRevocations.DeferredBatchKey key) {
        return Objects.requireNonNullElse(diffs.remove(key), List.of());
    }

    void clear() {
        diffs.clear();
        users.set(0);
    }
}
