package io.eligo.rebuild;

import io.eligo.grants.GrantsReconciler;
import io.eligo.rebuild.deferred.DeferredDiffs;

/**
 * What one execution of the rebuild keeps in the memory of this node. A restart is another execution and begins without it: all of
 * it can be computed again.
 *
 * @param reconciler has an index of its own: with the shared index a rebuild would confirm the errors of the incremental runs of
 *     the same process
 */
record RebuildState(
        long execution, GrantsReconciler reconciler, DeferredDiffs deferredDiffs, EventRevocationHold eventHold) {}
