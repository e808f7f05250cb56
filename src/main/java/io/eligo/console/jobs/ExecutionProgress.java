package io.eligo.console.jobs;

import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Execution.ExecutionPart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;

/**
 * Progress of one execution: finished share, rate and estimated remaining time.
 *
 * @param bars partitions, by step and name
 * @param steps the steps that are not partitions
 * @param rows rows read so far: by the partitions, or by the steps if there are none
 * @param share finished share of the execution, 0 to 1; null without partitions
 * @param rowsPerSecond null in the first second and while nothing is read
 * @param timeLeft estimated time until the end; null if it cannot be estimated or the execution has ended
 */
record ExecutionProgress(
        List<PartitionProgressBar> bars,
        List<ExecutionPart> steps,
        long rows,
        @Nullable Double share,
        @Nullable Double rowsPerSecond,
        @Nullable Duration timeLeft) {
    private static final int MIN_COMPLETED_TO_COMPARE = 3;
    private static final double STRAGGLER_FACTOR = 2;
    private static final double MAX_UNFINISHED_SHARE = 0.99;

    /**
     * Progress of one partition.
     *
     * @param share finished share, 0 to 1; null if there is no finished partition to compare with
     * @param straggler whether the partition runs much longer than the finished partitions of its step
     */
    record PartitionProgressBar(
            ExecutionPart part, @Nullable Double share, boolean straggler) {
        public boolean done() {
            return part.status() == BatchStatus.COMPLETED;
        }

        public boolean failed() {
            return part.status() == BatchStatus.FAILED;
        }

        public boolean isStarted() {
            return part.started() != null;
        }

        public int percent() {
            return share == null ? 0 : (int) Math.round(share * 100);
        }
    }

    /**
     * Computes the progress at an instant.
     *
     * @param before the last completed execution of the job, the best estimate of the number of items; null if there is none
     * @param timeLeft the estimated time until the end; null if unknown
     */
    static ExecutionProgress of(
            Execution execution, @Nullable Execution before, @Nullable Duration timeLeft, Instant now) {
        // Partitions are grouped by step, because those of another step have another size.
        Map<String, List<ExecutionPart>> partitions = partitions(execution);
        List<ExecutionPart> steps =
                execution.parts().stream().filter(part -> !part.isPartition()).toList();
        Map<String, List<ExecutionPart>> previous = before == null ? Map.of() : partitions(before);
        List<PartitionProgressBar> bars = partitions.entrySet().stream()
                .flatMap(step -> bars(step.getValue(), previous.getOrDefault(step.getKey(), List.of()), now))
                .toList();
        return new ExecutionProgress(
                bars, steps, execution.rows(), share(bars), execution.rowsPerSecond(now), timeLeft);
    }

    private static Map<String, List<ExecutionPart>> partitions(Execution execution) {
        var partitions = new LinkedHashMap<String, List<ExecutionPart>>();
        execution.parts().stream()
                .filter(ExecutionPart::isPartition)
                .forEach(part -> partitions
                        .computeIfAbsent(part.name().substring(0, part.name().indexOf(':')), step -> new ArrayList<>())
                        .add(part));
        partitions.values().forEach(step -> step.sort(Comparator.comparing(ExecutionPart::name)));
        return partitions;
    }

    private static Stream<PartitionProgressBar> bars(
            List<ExecutionPart> step, List<ExecutionPart> before, Instant now) {
        Double expected = expectedItems(before.isEmpty() ? finished(step) : before);
        Duration threshold = stragglerThreshold(step);
        return step.stream()
                .map(part -> new PartitionProgressBar(part, share(part, expected), isStraggler(part, threshold, now)));
    }

    /** Expected items of one partition: the mean, because partitions of a step are cut to about the same size. */
    private static @Nullable Double expectedItems(List<ExecutionPart> known) {
        OptionalDouble mean = known.stream().mapToLong(ExecutionPart::read).average();
        return mean.isPresent() && mean.getAsDouble() > 0 ? mean.getAsDouble() : null;
    }

    private static List<ExecutionPart> finished(List<ExecutionPart> partitions) {
        return partitions.stream()
                .filter(part -> part.status() == BatchStatus.COMPLETED)
                .toList();
    }

    private static @Nullable Duration stragglerThreshold(List<ExecutionPart> partitions) {
        List<Duration> times = finished(partitions).stream()
                .filter(part -> part.started() != null && part.ended() != null)
                .map(part -> Duration.between(part.started(), part.ended()))
                .sorted()
                .toList();
        return times.size() < MIN_COMPLETED_TO_COMPARE
                ? null
                : Duration.ofMillis(
                        (long) (STRAGGLER_FACTOR * times.get(times.size() / 2).toMillis()));
    }

    private static boolean isStraggler(ExecutionPart part, @Nullable Duration threshold, Instant now) {
        return threshold != null
                && part.status().isRunning()
                && part.started() != null
                && Duration.between(part.started(), now).compareTo(threshold.plusSeconds(1)) > 0;
    }

    private static @Nullable Double share(ExecutionPart part, @Nullable Double expected) {
        if (part.status() == BatchStatus.COMPLETED) {
            return 1.0;
        }
        if (part.started() == null) {
            return 0.0;
        }
        return expected == null ? null : Math.min(MAX_UNFINISHED_SHARE, part.read() / expected);
    }

    private static @Nullable Double share(List<PartitionProgressBar> bars) {
        OptionalDouble mean = bars.stream()
                .mapToDouble(bar -> Objects.requireNonNullElse(bar.share(), 0.0))
                .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }
}
