package io.eligo.catalog.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {
    private static final String EPOCH = "an epoch";
    private static final LogPosition BEFORE = new LogPosition(new PgSnapshot(90, 110, new long[] {90, 100}), EPOCH, 0);
    private static final PgSnapshot SEEN = new PgSnapshot(95, 130, new long[] {100, 120});

    @Test
    void aPositionIsAContinuationOfItself() {
        assertThat(BEFORE.isContinuationOf(BEFORE)).isTrue();
    }

    @Test
    void aLogOfAnotherDatabaseEpochIsNoContinuation() {
        var later = new LogPosition(new PgSnapshot(1_000_090, 1_000_110, new long[0]), EPOCH, 0);
        assertThat(BEFORE.isContinuationOf(later)).isFalse();
        assertThat(new LogPosition(SEEN, "another", 0).isContinuationOf(BEFORE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 80, 89})
    void aLogPrunedBeforeTheFollowersPositionIsAContinuation(long prunedThrough) {
        assertThat(new LogPosition(SEEN, EPOCH, prunedThrough).isContinuationOf(BEFORE))
                .isTrue();
    }

    /** 90 was in progress and has ended since; 100 still is in progress; numbers from 110 on had not started. */
    @ParameterizedTest
    @ValueSource(longs = {90, 105, 110, 129})
    void aLogPrunedPastAFollowerIsNoContinuation(long prunedThrough) {
        assertThat(new LogPosition(SEEN, EPOCH, prunedThrough).isContinuationOf(BEFORE))
                .isFalse();
    }

    @Test
    void aPrunedNumberThatIsNotAssignedYetIsOfAnotherDatabaseEpoch() {
        assertThat(new LogPosition(SEEN, EPOCH, 1_000).isContinuationOf(BEFORE)).isTrue();
    }
}
