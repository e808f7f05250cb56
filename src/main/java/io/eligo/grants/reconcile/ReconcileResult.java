package io.eligo.grants.reconcile;

import io.eligo.grants.store.GrantCounts;

/**
 * Result of a confirmation with a {@link RevocationHold}, which may retain some revocations of the batch. Without one the result is
 * {@link GrantCounts}.
 *
 * @param written counts of the batch's users, without the unchanged grants of users in {@code retained}: these are counted when
 *     the rest of such a user is written
 * @param retained users that keep grants which the rules would revoke, with their rows as they are now
 */
public record ReconcileResult(GrantCounts written, UserBatch retained) {}
