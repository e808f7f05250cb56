package io.eligo.jobs.retention;

import io.eligo.jobs.JobFiles;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.Prunable;
import io.eligo.jobs.StopSignal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One batch of one kind each time it is asked; a preview counts instead. */
@Component
@StepScope
class Pruning implements Tasklet {
    private final Deque<Prunable> left;
    private final StopSignal stop;
    private final int batch;
    private final boolean preview;
    private final Instant now = Instant.now();
    private final Map<String, Long> pruned = new LinkedHashMap<>();

    Pruning(
            List<Prunable> prunables,
            StopSignal stop,
            JobFiles files,
            @Value("#{jobParameters['dry-run']}") @Nullable String dryRun) {
        this.left = new ArrayDeque<>(prunables);
        this.stop = stop;
        this.batch = files.get(Retention.NAME).chunk();
        this.preview = Boolean.parseBoolean(dryRun);
        prunables.forEach(prunable -> pruned.put(prunable.name(), 0L));
    }

    @Override
    public @Nullable RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        Prunable next = left.element();
        Instant before = now.minus(next.keep());
        long count = preview ? next.older(before) : next.prune(before, batch);
        pruned.merge(next.name(), count, Long::sum);
        if (preview || count < batch) {
            left.remove();
        }
        contribution.incrementReadCount();
        contribution.incrementWriteCount(preview ? 0 : count);
        contribution.getStepExecution().getJobExecution().getExecutionContext().putString(JobResult.SUMMARY, summary());
        stop.heed(contribution.getStepExecution());
        return left.isEmpty() ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
    }

    private String summary() {
        return pruned.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ", preview ? "would prune " : "pruned ", ""));
    }
}
