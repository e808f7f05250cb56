package io.eligo.rebuild.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.eligo.rebuild.deferred.DeferredRevocations.DeferredBatchKey;
import io.eligo.rebuild.deferred.RevocationSource.KeptDiffs;
import io.eligo.rebuild.deferred.RevocationSource.Portion;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RevocationSourceTest {
    private static final DeferredBatchKey BATCH = new DeferredBatchKey(1, "range:000", new UUID(1, 100));

    /** With it the row of the batch is deleted, although the batch has correct users after the last one with a diff. */
    @Test
    void theLastPortionOfKeptDiffsEndsTheBatch() {
        var source = new KeptDiffs(BATCH, (user, revoked) -> revoked, DeferredDiffsTest.writes(6));
        assertThat(Stream.generate(source::next).takeWhile(portion -> portion != null))
                .extracting(Portion::batch, Portion::userCount, Portion::lastUser)
                .containsExactly(tuple(BATCH, 4, new UUID(1, 4)), tuple(BATCH, 2, BATCH.upTo()));
    }

    @Test
    void theNameOfAPartitionCannotEndTheTextOfAQuery() {
        assertThatThrownBy(() -> new DeferredBatchKey(1, "range' OR 'a' = 'a", BATCH.upTo()))
                .isInstanceOf(IllegalStateException.class);
    }
}
