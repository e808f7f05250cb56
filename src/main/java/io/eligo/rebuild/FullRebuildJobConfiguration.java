package io.eligo.rebuild;

import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.StepFactory;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.LossGuard;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * plan → compare the ranges concurrently, and write batches that only grant → guard → write the deferred revocations
 * concurrently → sum up.
 */
@Configuration(proxyBeanMethods = false)
class FullRebuildJobConfiguration {
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
        this.file = files.get(JobNames.FULL_REBUILD, GrantsReconciler.MAX_USERS_PER_TRANSACTION);
    }

    @Bean
    Job fullRebuildJob(
            Step planStep,
            Step compareStep,
            Step guardStep,
            Step revokeStep,
            Step sumUpStep,
            LossGuard guard,
            RebuildStates states) {
        return new JobBuilder(JobNames.FULL_REBUILD, repository)
                .listener(guard)
                .listener(states)
                .start(planStep)
                .next(compareStep)
                .next(guardStep)
                .next(revokeStep)
                .next(sumUpStep)
                .build();
    }

    @Bean
    Step planStep(PlanTasklet plan) {
        return new StepBuilder("plan", repository)
                .tasklet(plan, transactions)
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
    Step sumUpStep(SumUpTasklet sumUp) {
        return new StepBuilder("sum-up", repository)
                .tasklet(sumUp, transactions)
                .allowStartIfComplete(true)
                .build();
    }
}
