package io.eligo.grants.reconcile;

import io.eligo.grants.store.GrantCounts;

/**
 * What has become of a slice of which something may have to stay.
 *
 * @param written of its users, but what stands unchanged of those in {@code retained}
 * @param retained those who keep what the rules would take from them, as their rows are now
 */
public record ReconcileResult(GrantCounts written, UserBatch retained) {}
