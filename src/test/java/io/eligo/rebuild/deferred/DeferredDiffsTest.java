package io.eligo.rebuild.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.grants.reconcile.PendingWrites;
import io.eligo.grants.reconcile.ReadVersion;
import io.eligo.grants.reconcile.RowDiff;
import io.eligo.grants.reconcile.UnlockedDiff;
import io.eligo.grants.reconcile.UserBatch;
import io.eligo.grants.store.SourceSnapshot;
import io.eligo.grants.store.UserGrants;
import io.eligo.rebuild.deferred.DeferredRevocations.DeferredBatchKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeferredDiffsTest {
    private static final int MAX_USERS = 10;
    private static final UserGrants ONE_GRANT = new UserGrants(new int[] {1}, new int[] {8});

    private final DeferredDiffs diffs = new DeferredDiffs(MAX_USERS);

    @Test
    void keepsBatchesUpToTheLimitAndRefusesTheNext() {
        diffs.put(key(1), writes(6));
        diffs.put(key(2), writes(4));
        diffs.put(key(3), writes(1));
        assertThat(List.of(users(1), users(2), users(3))).containsExactly(6, 4, 0);
    }

    @Test
    void aRemovedBatchMakesRoomForOthers() {
        diffs.put(key(1), writes(MAX_USERS));
        assertThat(users(1)).isEqualTo(MAX_USERS);
        diffs.put(key(2), writes(MAX_USERS));
        assertThat(users(2)).isEqualTo(MAX_USERS);
    }

    /** A chunk that is rolled back is compared and deferred again, in the same execution or in the next. */
    @Test
    void aBatchPutAgainIsCountedOnce() {
        for (int repetition = 0; repetition < 5; repetition++) {
            diffs.put(key(1), writes(4));
        }
        diffs.put(key(2), writes(6));
        assertThat(List.of(users(1), users(2))).containsExactly(4, 6);
    }

    @Test
    void aBatchPutAgainThatNoLongerFitsLeavesNoEarlierDiff() {
        diffs.put(key(1), writes(1));
        diffs.put(key(2), writes(9));
        diffs.put(key(1), writes(2));
        assertThat(List.of(users(1), users(2))).containsExactly(0, 9);
        diffs.put(key(3), writes(MAX_USERS));
        assertThat(users(3)).isEqualTo(MAX_USERS);
    }

    /** A batch with a user whose lock another transaction held has no diff to keep. */
    @Test
    void aBatchPutAgainWithoutDiffIsComparedAgain() {
        diffs.put(key(1), writes(6));
        diffs.put(key(1), List.of());
        diffs.put(key(2), writes(MAX_USERS));
        assertThat(List.of(users(1), users(2))).containsExactly(0, MAX_USERS);
    }

    private int users(int batch) {
        return diffs.remove(key(batch)).stream()
                .mapToInt(PendingWrites::userCount)
                .sum();
    }

    private static DeferredBatchKey key(int batch) {
        return new DeferredBatchKey(1, "range:000", new UUID(0, batch));
    }

    /** Differences of these users, at most four in each element. */
    static List<PendingWrites> writes(int users) {
        var version = new ReadVersion(1, new SourceSnapshot(Instant.EPOCH, 1));
        return UserBatch.ofDiffs(
                        new UUID(1, users),
                        IntStream.rangeClosed(1, users)
                                .mapToObj(user -> new UnlockedDiff(
                                        RowDiff.of(new UUID(1, user), ONE_GRANT, UserGrants.EMPTY), version, false))
                                .toList())
                .toPendingWrites(4);
    }
}
