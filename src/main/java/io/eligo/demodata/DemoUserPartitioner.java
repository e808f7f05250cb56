package io.eligo.demodata;

import io.eligo.jobs.progress.Progress;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The user numbers, split into ranges of equal size. A partition's name contains its number and the number of
 * partitions, which determine its range. The contexts are empty, because Spring Batch saves them after the partitions,
 * and a process may die in between.
 */
@Component
@StepScope
class DemoUserPartitioner implements Partitioner, StepExecutionListener {
    private final long users;
    private final boolean skipped;
    private final Progress progress;

    DemoUserPartitioner(
            @Value("#{jobParameters['users']}") long users,
            @Value("#{stepExecution}") StepExecution step,
            Progress progress) {
        this.users = users;
        this.skipped = DemoDataJobConfiguration.isSkipped(step);
        this.progress = progress;
    }

    /** The range of user numbers from {@code from}, inclusive, to {@code to}, exclusive. */
    record UserNumberRange(long from, long to) {
        /** @param partition the name of its step, {@code piece:003-of-016} */
        static UserNumberRange of(String partition, long users) {
            String[] numbers = partition.substring(partition.indexOf(':') + 1).split("-of-");
            long part = Long.parseLong(numbers[0]);
            long parts = Long.parseLong(numbers[1]);
            return new UserNumberRange(users * part / parts, users * (part + 1) / parts);
        }
    }

    @Override
    public Map<String, ExecutionContext> partition(int parts) {
        if (skipped) {
            return Map.of();
        }
        return IntStream.range(0, parts)
                .mapToObj(part -> String.format(Locale.ROOT, "%03d-of-%03d", part, parts))
                .collect(Collectors.toMap(Function.identity(), part -> new ExecutionContext()));
    }

    @Override
    public void beforeStep(StepExecution step) {
        if (!skipped) {
            progress.begin("users", users);
        }
    }
}
