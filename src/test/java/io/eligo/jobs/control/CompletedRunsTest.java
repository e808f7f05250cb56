package io.eligo.jobs.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.control.CompletedRuns.RunWork;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletedRunsTest {
    private static final CompletedRuns FIVE = new CompletedRuns(
            List.of(work(900, 90), work(1_000, 100), work(1_100, 110), work(5, 1), work(90_000, 900)));

    @Test
    void theTimeLeftIsUnknownBeforeARunHasCompleted() {
        assertThat(new CompletedRuns(List.of()).estimateTimeLeft(work(10, 10))).isNull();
    }

    @Test
    void theUsualRowsAreReadAtTheRateSoFar() {
        // Twice as fast as usual: 750 rows remain.
        assertThat(FIVE.estimateTimeLeft(work(250, 12))).isEqualTo(Duration.ofSeconds(36));
    }

    @Test
    void atTheStartTheUsualDurationCounts() {
        assertThat(FIVE.estimateTimeLeft(work(0, 10))).isEqualTo(Duration.ofSeconds(90));
        assertThat(FIVE.estimateTimeLeft(work(20, 10))).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void jobsThatReadNoRowsAreJudgedByTheirDuration() {
        var runs = new CompletedRuns(List.of(work(0, 30)));
        assertThat(runs.estimateTimeLeft(work(7, 10))).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void theTimeLeftIsNeverNegative() {
        assertThat(FIVE.estimateTimeLeft(work(2_000, 50))).isZero();
        assertThat(FIVE.estimateTimeLeft(work(1_000, 50))).isZero();
        assertThat(FIVE.estimateTimeLeft(work(0, 5_000))).isZero();
    }

    private static RunWork work(long rows, long seconds) {
        return new RunWork(rows, Duration.ofSeconds(seconds));
    }
}
