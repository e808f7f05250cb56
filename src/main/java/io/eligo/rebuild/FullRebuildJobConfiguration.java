package io.eligo.rebuild;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.numbers.SequenceUsages;
import io.eligo.catalog.sqlview.EligibilityViewRepair;
import io.eligo.customers.CustomerReader;
import io.eligo.grants.Grants;
import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.StepFactory;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.guard.LossGuard;
import io.eligo.jobs.progress.InitialBuildRecord;
import io.eligo.jobs.progress.PartitionProgress;
import io.eligo.jobs.progress.Progress;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.SettleResult;
import io.eligo.outbox.inspect.AffectedGrantsQuery;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * plan → compare the ranges concurrently, and write batches that only grant → guard → write the deferred revocations
 * concurrently → sum up.
 */
@Configuration(proxyBeanMethods = false)
class FullRebuildJobConfiguration {
    static final String NAME = JobFiles.FULL_REBUILD;
    static final String DRY_RUN = "dry-run";
    static final String UNGUARDED = "unguarded";
    static final String TRUST_EVENTS = "trust-events";
    private static final int SAMPLE_SIZE = 1_000;
    private static final String SNAPSHOT_KEY = "first-snapshot";

    // If a tenth of the grants has changed, the planner's statistics are outdated, and autovacuum may start late.
    private static final int ANALYZE_DIVISOR = 10;

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final StepFactory stepFactory;
    private final JobFile file;

    FullRebuildJobConfiguration(
            JobRepository repository,
            PlatformTransactionManager transactions,
            StepFactory stepFactory,
            JobFiles files) {
        this.repository = repository;
        this.transactions = transactions;
        this.stepFactory = stepFactory;
        this.file = files.get(NAME, GrantsReconciler.MAX_USERS_PER_TRANSACTION);
    }

    @Bean
    Job fullRebuildJob(
            Step planStep,
            Step compareStep,
            Step guardStep,
            Step revokeStep,
            Step sumUpStep,
            LossGuard guard,
            RebuildReconcilers rebuildReconcilers) {
        return new JobBuilder(NAME, repository)
                .listener(guard)
                .listener(rebuildReconcilers)
                .start(planStep)
                .next(compareStep)
                .next(guardStep)
                .next(revokeStep)
                .next(sumUpStep)
                .build();
    }

    /**
     * Splits the users into ranges, once per run: a restart finds the ranges in the job's context and does not derive
     * them from data that has changed since. Spring Batch saves that context only after it has marked the step
     * complete, so a restart runs this step again and checks whether the ranges are there.
     */
    @Bean
    Step planStep(
            CustomerReader customerReader,
            Catalog catalog,
            EligibilityViewRepair eligibilityViewRepair,
            Outbox outbox,
            Grants grants,
            GrantsReconciler reconciler,
            DeferredDiffs deferredDiffs,
            EventRevocationFilters eventHolds,
            AffectedGrantsQuery events,
            SequenceUsages numbers,
            InitialBuildRecord initialBuildRecord) {
        return new StepBuilder("plan", repository)
                .tasklet(
                        (contribution, chunk) -> {
                            if (!isDryRun(contribution)) {
                                initialBuildRecord.begin(
                                        jobInstance(contribution), areGrantsBuilt(customerReader, grants));
                            }
                            if (UserRangePartitioner.isPlanned(jobContext(chunk))) {
                                return RepeatStatus.FINISHED;
                            }
                            deferredDiffs.clear();
                            eventHolds.clear();
                            numbers.warnIfNearlyExhausted();
                            // Taken before anything is read: the events that this snapshot sees are settled when the
                            // run completes.
                            jobContext(chunk).putString(SNAPSHOT_KEY, outbox.currentSnapshot());
                            if (!isDryRun(contribution)) {
                                reconciler.invalidateEarlierReads();
                                events.prune();
                                catalog.pruneLog();
                                eligibilityViewRepair.repair();
                            }
                            UserRangePartitioner.plan(
                                    jobContext(chunk),
                                    customerReader.balancedRanges(file.partitions()),
                                    customerReader.estimateUserCount());
                            return RepeatStatus.FINISHED;
                        },
                        transactions)
                .allowStartIfComplete(true)
                .build();
    }

    @Bean
    Step compareStep(UserRangePartitioner ranges, Step rangeStep) {
        return stepFactory.partitionedStep("compare", file, ranges, rangeStep);
    }

    @Bean
    Step rangeStep(RebuildItems users) {
        return stepFactory.workerStep(UserRangePartitioner.STEP, users, 1);
    }

    @Bean
    Step guardStep(GrantLossGuard guard) {
        return new StepBuilder("guard", repository).tasklet(guard, transactions).build();
    }

    @Bean
    Step revokeStep(RevocationPartitioner partitions, Step revocationStep) {
        return stepFactory.partitionedStep("revoke", file, partitions, revocationStep);
    }

    @Bean
    Step revocationStep(RevocationItems revocations) {
        return stepFactory.workerStep("revocation", revocations, 1);
    }

    @Bean
    Step sumUpStep(
            PartitionProgress partitions,
            Progress progress,
            Grants grants,
            GrantsReconciler reconciler,
            Outbox outbox,
            LossGuard guard,
            GrantLossGuard limits,
            InitialBuildRecord initialBuildRecord) {
        return new StepBuilder("sum-up", repository)
                .tasklet(
                        (contribution, chunk) -> {
                            if (!isDryRun(contribution)) {
                                guard.closeHalts(NAME);
                                initialBuildRecord.complete();
                                settle(jobContext(chunk), outbox, grants);
                            }
                            return sumUp(contribution, chunk, partitions, progress, reconciler, limits);
                        },
                        transactions)
                .allowStartIfComplete(true)
                .build();
    }

    /** Settles all events that the plan's snapshot has seen. */
    static void settle(ExecutionContext job, Outbox outbox, Grants grants) {
        if (job.containsKey(SNAPSHOT_KEY)) {
            evict(outbox.settle(job.getString(SNAPSHOT_KEY)), grants);
        }
    }

    // Users with neither relations nor a row were not compared. A reader may have cached the earlier grants of such a
    // user in between, so their cache entries are evicted too.
    private static void evict(SettleResult settleResult, Grants grants) {
        if (settleResult.users() == null) {
            grants.evictAll();
        } else {
            grants.evict(settleResult.users());
        }
    }

    private static RepeatStatus sumUp(
            StepContribution contribution,
            ChunkContext chunk,
            PartitionProgress partitions,
            Progress progress,
            GrantsReconciler reconciler,
            GrantLossGuard limits) {
        progress.end();
        PartitionProgress.PartitionCheckpoint total = partitions.getTotal(jobInstance(contribution));
        if (!isDryRun(contribution)
                && total.grantCounts().changed() > total.grantCounts().unchanged() / ANALYZE_DIVISOR) {
            reconciler.analyze();
        }
        if (!isDryRun(contribution) && total.grantCounts().changed() > 0) {
            reconciler.compileIndexAnew();
        }
        String halts = isDryRun(contribution)
                ? limits.findDryRunHalt(total.grantCounts())
                        .map(reason -> "; the loss guard would halt it: " + reason)
                        .orElse("")
                : "";
        jobContext(chunk)
                .putString(
                        JobResult.SUMMARY,
                        String.format(
                                Locale.ROOT,
                                "%d users, %d granted, %d revoked, %d unchanged%s%s",
                                total.users(),
                                total.grantCounts().granted(),
                                total.grantCounts().revoked(),
                                total.grantCounts().unchanged(),
                                describeRelations(total.grantCounts().relationsOnly()),
                                halts));
        return RepeatStatus.FINISHED;
    }

    private static String describeRelations(long users) {
        return users == 0 ? "" : String.format(Locale.ROOT, ", relations of %d users", users);
    }

    private static long jobInstance(StepContribution contribution) {
        return contribution.getStepExecution().getJobExecution().getJobInstanceId();
    }

    /** Whether nine of ten of the first users have a row: more than a few changes since the load of the source tables. */
    private static boolean areGrantsBuilt(CustomerReader customerReader, Grants grants) {
        List<UUID> users = customerReader.findFirstUsers(SAMPLE_SIZE);
        return !users.isEmpty() && grants.countStored(users) * 10 >= users.size() * 9L;
    }

    private static boolean isDryRun(StepContribution contribution) {
        return Boolean.parseBoolean(
                contribution.getStepExecution().getJobParameters().getString(DRY_RUN));
    }

    private static ExecutionContext jobContext(ChunkContext chunk) {
        return chunk.getStepContext().getStepExecution().getJobExecution().getExecutionContext();
    }
}
