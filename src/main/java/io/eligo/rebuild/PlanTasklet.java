package io.eligo.rebuild;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.numbers.SequenceUsages;
import io.eligo.catalog.sqlview.EligibilityViewRepair;
import io.eligo.customers.CustomerReader;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.files.JobArguments;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.progress.InitialBuildRecord;
import io.eligo.outbox.inspect.AffectedGrantsQuery;
import java.util.List;
import java.util.UUID;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/**
 * Splits the users into ranges, once per run: a restart finds the ranges in the job's context and does not derive
 * them from data that has changed since. Spring Batch saves that context only after it has marked the step
 * complete, so a restart runs this step again and checks whether the ranges are there.
 */
@Component
class PlanTasklet implements Tasklet {
    private static final int SAMPLE_SIZE = 1_000;

    private final CustomerReader customerReader;
    private final Grants grants;
    private final GrantsReconciler reconciler;
    private final FirstSnapshot firstSnapshot;
    private final AffectedGrantsQuery events;
    private final Catalog catalog;
    private final EligibilityViewRepair eligibilityViewRepair;
    private final SequenceUsages numbers;
    private final InitialBuildRecord initialBuildRecord;
    private final int partitions;

    PlanTasklet(
            CustomerReader customerReader,
            Grants grants,
            GrantsReconciler reconciler,
            FirstSnapshot firstSnapshot,
            AffectedGrantsQuery events,
            Catalog catalog,
            EligibilityViewRepair eligibilityViewRepair,
            SequenceUsages numbers,
            InitialBuildRecord initialBuildRecord,
            JobFiles files) {
        this.customerReader = customerReader;
        this.grants = grants;
        this.reconciler = reconciler;
        this.firstSnapshot = firstSnapshot;
        this.events = events;
        this.catalog = catalog;
        this.eligibilityViewRepair = eligibilityViewRepair;
        this.numbers = numbers;
        this.initialBuildRecord = initialBuildRecord;
        this.partitions = files.get(JobNames.FULL_REBUILD).partitions();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        JobExecution execution = contribution.getStepExecution().getJobExecution();
        boolean dryRun = JobArguments.isDryRun(execution.getJobParameters());
        if (!dryRun) {
            initialBuildRecord.begin(execution.getJobInstanceId(), areGrantsBuilt());
        }
        if (!UserRangePartitioner.isPlanned(execution.getExecutionContext())) {
            plan(execution, dryRun);
        }
        return RepeatStatus.FINISHED;
    }

    private void plan(JobExecution execution, boolean dryRun) {
        numbers.warnIfNearlyExhausted();
        // Before anything is read.
        firstSnapshot.take(execution);
        if (!dryRun) {
            reconciler.invalidateEarlierReads();
            events.prune();
            catalog.pruneLog();
            eligibilityViewRepair.repair();
        }
        ExecutionContext context = execution.getExecutionContext();
        UserRangePartitioner.plan(
                context, customerReader.balancedRanges(partitions), customerReader.estimateUserCount());
    }

    /** Whether nine of ten of the first users have a row: more than a few changes since the load of the source tables. */
    private boolean areGrantsBuilt() {
        List<UUID> users = customerReader.findFirstUsers(SAMPLE_SIZE);
        return !users.isEmpty() && grants.countStored(users) * 10 >= users.size() * 9L;
    }
}
