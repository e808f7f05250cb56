package io.eligo.rebuild.deferred;

import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.rebuild.deferred.DeferredRevocations.DeferredBatchKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The diffs of deferred batches that this execution has computed, so that it need not read their users again. A cache
 * only: a batch that is missing here, because of the size limit or because an earlier execution compared it, is compared
 * again. A cached diff is written only if no other transaction has changed the grants of its users since.
 */
public final class DeferredDiffs {
    // About 250 bytes per diff: at most about a sixth of the heap.
    private static final long HEAP_BYTES_PER_USER = 1_500;

    private final long maxUsers;
    private final Map<DeferredBatchKey, List<PendingWrites>> diffs = new HashMap<>();
    private long users;

    public DeferredDiffs() {
        this(Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_USER);
    }

    DeferredDiffs(long maxUsers) {
        this.maxUsers = maxUsers;
    }

    /** Replaces an earlier diff of the batch, also if the new one is not kept because it exceeds the limit. */
    public synchronized void put(DeferredBatchKey batch, List<PendingWrites> writes) {
        remove(batch);
        long count = countUsers(writes);
        if (count > 0 && users + count <= maxUsers) {
            diffs.put(batch, writes);
            users += count;
        }
    }

    /** An empty list if the batch must be compared again. */
    public synchronized List<PendingWrites> remove(DeferredBatchKey batch) {
        List<PendingWrites> removed = diffs.remove(batch);
        if (removed == null) {
            return List.of();
        }
        users -= countUsers(removed);
        return removed;
    }

    private static long countUsers(List<PendingWrites> writes) {
        return writes.stream().mapToLong(PendingWrites::userCount).sum();
    }
}
