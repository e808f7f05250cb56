package io.eligo.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Execution.ExecutionPart;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;

class ExecutionProgressTest {
    private static final Instant START = Instant.parse("2026-11-26T02:30:00Z");
    private static final Instant NOW = START.plusSeconds(20);

    @Test
    void aPartitionIsComparedWithThoseOfTheLastCompletedRun() {
        Execution before = execution(BatchStatus.COMPLETED, done(0, 100, 10), done(1, 100, 10));
        ExecutionProgress progress = ExecutionProgress.of(
                execution(BatchStatus.STARTED, done(0, 100, 10), running(1, 25, 5)), before, null, NOW);

        assertThat(progress.bars().get(0).share()).isEqualTo(1.0);
        assertThat(progress.bars().get(1).percent()).isEqualTo(25);
        assertThat(progress.share()).isEqualTo(0.625);
        assertThat(progress.rows()).isEqualTo(125);
        assertThat(progress.rowsPerSecond()).isEqualTo(125 / 20.0);
    }

    @Test
    void theShareIsUnknownWithoutPartitionsToCompareWith() {
        ExecutionProgress progress =
                ExecutionProgress.of(execution(BatchStatus.STARTED, running(0, 25, 5)), null, null, NOW);
        assertThat(progress.bars().get(0).share()).isNull();
    }

    @Test
    void aRunningPartitionIsNeverFull() {
        Execution before = execution(BatchStatus.COMPLETED, done(0, 10, 1));
        ExecutionProgress progress =
                ExecutionProgress.of(execution(BatchStatus.STARTED, running(0, 50, 5)), before, null, NOW);
        assertThat(progress.bars().get(0).percent()).isEqualTo(99);
    }

    @Test
    void aPartitionMuchSlowerThanTheFinishedOnesIsAStraggler() {
        ExecutionPart[] parts = Stream.concat(
                        IntStream.range(0, 3).mapToObj(i -> done(i, 100, 2)),
                        Stream.of(running(3, 50, 20), running(4, 50, 3)))
                .toArray(ExecutionPart[]::new);
        ExecutionProgress progress = ExecutionProgress.of(execution(BatchStatus.STARTED, parts), null, null, NOW);

        assertThat(progress.bars().stream()
                        .filter(ExecutionProgress.PartitionProgressBar::straggler)
                        .map(bar -> bar.part().name()))
                .containsExactly("range:3");
    }

    @Test
    void partitionsAreComparedWithinTheirStepOnly() {
        Execution before = execution(
                BatchStatus.COMPLETED,
                done("range", 1, 100, 10),
                done("range", 0, 100, 10),
                done("revocation", 0, 10, 10));
        ExecutionProgress progress = ExecutionProgress.of(
                execution(BatchStatus.STARTED, done("range", 0, 100, 10), running("revocation", 0, 5, 5)),
                before,
                null,
                NOW);

        assertThat(progress.bars().stream().map(bar -> bar.part().name())).containsExactly("range:0", "revocation:0");
        assertThat(progress.bars().get(1).percent()).isEqualTo(50);
    }

    @Test
    void rowsPerSecondAreUnknownInTheFirstSecondAndWhileNothingIsRead() {
        Execution nothingRead = execution(BatchStatus.STARTED, running(0, 0, 5));
        assertThat(nothingRead.rowsPerSecond(NOW)).isNull();
        Execution justStarted = execution(BatchStatus.STARTED, running(0, 50, 5));
        assertThat(justStarted.rowsPerSecond(START.plusMillis(999))).isNull();
        assertThat(justStarted.rowsPerSecond(START.plusMillis(1_000))).isEqualTo(50);
    }

    @Test
    void aStepOfPartitionsIsNotCountedTwice() {
        ExecutionPart step = part("compare", BatchStatus.COMPLETED, 100, START, NOW);
        assertThat(execution(BatchStatus.STARTED, step, done(0, 60, 5), done(1, 40, 5))
                        .rows())
                .isEqualTo(100);
        assertThat(execution(BatchStatus.STARTED, step).rows()).isEqualTo(100);
    }

    private static ExecutionPart done(int number, long read, long seconds) {
        return done("range", number, read, seconds);
    }

    private static ExecutionPart done(String step, int number, long read, long seconds) {
        return part(step + ":" + number, BatchStatus.COMPLETED, read, START, START.plusSeconds(seconds));
    }

    private static ExecutionPart running(int number, long read, long seconds) {
        return running("range", number, read, seconds);
    }

    private static ExecutionPart running(String step, int number, long read, long seconds) {
        return part(step + ":" + number, BatchStatus.STARTED, read, NOW.minusSeconds(seconds), null);
    }

    private static ExecutionPart part(
            String name, BatchStatus status, long read, Instant started, @Nullable Instant ended) {
        return new ExecutionPart(name, status, read, read, 0, 0, started, ended, ended, null, null);
    }

    private static Execution execution(BatchStatus status, ExecutionPart... parts) {
        return new Execution(
                7,
                7,
                "full-rebuild",
                status,
                "",
                Map.of(),
                START,
                START,
                null,
                "",
                null,
                "here",
                NOW,
                false,
                null,
                null,
                List.of(parts),
                Set.of());
    }
}
