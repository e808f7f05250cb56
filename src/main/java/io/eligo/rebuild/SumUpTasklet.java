package io.eligo.rebuild;

import io.eligo.grants.GrantsReconciler;
import io.eligo.grants.store.GrantCounts;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.files.JobArguments;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.jobs.progress.InitialBuildRecord;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.jobs.progress.PartitionProgress.PartitionCheckpoint;
import io.eligo.jobs.progress.Progress;
import java.util.Locale;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/**
 * Settles the events that the first snapshot has seen and writes the summary. A dry run settles nothing, and its summary says
 * whether the loss guard would halt the run.
 */
@Component
class SumUpTasklet implements Tasklet {
    // If a tenth of the grants has changed, the planner's statistics are outdated, and autovacuum may start late.
    private static final int ANALYZE_DIVISOR = 10;

    private final PartitionProgress partitions;
    private final Progress progress;
    private final GrantsReconciler reconciler;
    private final FirstSnapshot firstSnapshot;
    private final GuardHalts halts;
    private final RebuildLosses losses;
    private final InitialBuildRecord initialBuildRecord;

    SumUpTasklet(
            PartitionProgress partitions,
            Progress progress,
            GrantsReconciler reconciler,
            FirstSnapshot firstSnapshot,
            GuardHalts halts,
            RebuildLosses losses,
            InitialBuildRecord initialBuildRecord) {
        this.partitions = partitions;
        this.progress = progress;
        this.reconciler = reconciler;
        this.firstSnapshot = firstSnapshot;
        this.halts = halts;
        this.losses = losses;
        this.initialBuildRecord = initialBuildRecord;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        JobExecution execution = contribution.getStepExecution().getJobExecution();
        boolean dryRun = JobArguments.isDryRun(execution.getJobParameters());
        if (!dryRun) {
            halts.closeHalts(JobNames.FULL_REBUILD);
            initialBuildRecord.complete();
            firstSnapshot.settleEvents(execution);
        }
        progress.end();
        PartitionCheckpoint total = partitions.getTotal(execution.getJobInstanceId());
        if (!dryRun) {
            refreshStatisticsAndIndex(total.grantCounts());
        }
        String summary = describe(total) + (dryRun ? describeDryRunHalt(total.grantCounts()) : "");
        execution.getExecutionContext().putString(JobResult.SUMMARY, summary);
        return RepeatStatus.FINISHED;
    }

    private void refreshStatisticsAndIndex(GrantCounts counts) {
        if (counts.changed() > counts.unchanged() / ANALYZE_DIVISOR) {
            reconciler.analyze();
        }
        if (counts.changed() > 0) {
            reconciler.compileIndexAnew();
        }
    }

    private String describeDryRunHalt(GrantCounts counts) {
        return losses.describeDryRunExcess(counts)
                .map(reason -> "; the loss guard would halt it: " + reason)
                .orElse("");
    }

    private static String describe(PartitionCheckpoint total) {
        GrantCounts counts = total.grantCounts();
        return String.format(
                Locale.ROOT,
                "%d users, %d granted, %d revoked, %d unchanged%s",
                total.users(),
                counts.granted(),
                counts.revoked(),
                counts.unchanged(),
                counts.relationsOnly() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", relations of %d users", counts.relationsOnly()));
    }
}
