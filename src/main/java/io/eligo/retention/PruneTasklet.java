package io.eligo.retention;

import io.eligo.jobs.JobResult;
import io.eligo.jobs.files.JobArguments;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.platform.Prunable;
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
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Each call prunes one batch of one kind. A dry run counts instead. */
@Component
@StepScope
class PruneTasklet implements Tasklet {
    private final Deque<Prunable> remaining;
    private final StopSignal stop;
    private final int batch;
    private final boolean dryRun;
    private final Instant now = Instant.now();
    private final Map<String, Long> pruned = new LinkedHashMap<>();

    PruneTasklet(
            List<Prunable> prunables, StopSignal stop, JobFiles files, @Value("#{stepExecution}") StepExecution step) {
        this.remaining = new ArrayDeque<>(prunables);
        this.stop = stop;
        this.batch = files.get(JobNames.RETENTION).chunkSize();
        this.dryRun = JobArguments.isDryRun(step.getJobParameters());
        prunables.forEach(prunable -> pruned.put(prunable.name(), 0L));
    }

    @Override
    public @Nullable RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        Prunable next = remaining.element();
        Instant before = now.minus(next.retentionPeriod());
        long count = dryRun ? next.countOlderThan(before) : next.prune(before, batch);
        pruned.merge(next.name(), count, Long::sum);
        if (dryRun || count < batch) {
            remaining.remove();
        }
        contribution.incrementReadCount();
        contribution.incrementWriteCount(dryRun ? 0 : count);
        contribution.getStepExecution().getJobExecution().getExecutionContext().putString(JobResult.SUMMARY, summary());
        stop.stopIfRequested(contribution.getStepExecution());
        return remaining.isEmpty() ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
    }

    private String summary() {
        return pruned.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", ", dryRun ? "would prune " : "pruned ", ""));
    }
}
