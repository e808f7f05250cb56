package io.eligo.demodata;

import io.eligo.jobs.JobRefused;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.StepFactory;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.progress.Progress;
import java.util.Locale;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** The catalogue in one transaction → users and their relations, in concurrent partitions → vacuum and sum up. */
@Configuration(proxyBeanMethods = false)
class DemoDataJobConfiguration {
    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final StepFactory stepFactory;
    private final JobFile file;

    DemoDataJobConfiguration(
            JobRepository repository,
            PlatformTransactionManager transactions,
            StepFactory stepFactory,
            JobFiles files) {
        this.repository = repository;
        this.transactions = transactions;
        this.stepFactory = stepFactory;
        this.file = files.get(JobNames.DEMO_DATA);
    }

    @Bean
    Job demoDataJob(Step demoCatalogStep, Step demoUsersStep, Step demoVacuumStep) {
        return new JobBuilder(JobNames.DEMO_DATA, repository)
                .start(demoCatalogStep)
                .next(demoUsersStep)
                .next(demoVacuumStep)
                .build();
    }

    @Bean
    Step demoCatalogStep(DemoTableWriter tables) {
        return new StepBuilder("catalog", repository)
                .tasklet(
                        (contribution, chunk) -> {
                            tables.findNonEmptyTable()
                                    .ifPresentOrElse(
                                            table -> skipOrRefuse(table, contribution.getStepExecution()),
                                            () -> tables.fillCatalog(DemoDataset.of(arguments(contribution))));
                            return RepeatStatus.FINISHED;
                        },
                        transactions)
                .build();
    }

    @Bean
    Step demoUsersStep(DemoUserPartitioner partitioner, Step demoUserRangeStep) {
        return stepFactory.partitionedStep("users", file, partitioner, demoUserRangeStep);
    }

    @Bean
    Step demoUserRangeStep(DemoUserItems users) {
        return stepFactory.workerStep("user-range", users, file.chunkSize());
    }

    /** This step has no transaction because VACUUM cannot run in one. */
    @Bean
    Step demoVacuumStep(DemoTableWriter tables, Progress progress) {
        return new StepBuilder("vacuum", repository)
                .tasklet(
                        (contribution, chunk) -> {
                            if (!isSkipped(contribution.getStepExecution())) {
                                progress.end();
                                tables.vacuumAndAnalyze();
                                sumUp(
                                        contribution.getStepExecution(),
                                        summary(DemoDataset.of(arguments(contribution)), tables));
                            }
                            return RepeatStatus.FINISHED;
                        },
                        new ResourcelessTransactionManager())
                .build();
    }

    private static void skipOrRefuse(String table, StepExecution step) {
        if (!"true".equals(step.getJobParameters().getString("if-empty"))) {
            throw new JobRefused(
                    String.format(Locale.ROOT, "demo-data requires empty source tables, but %s has rows", table));
        }
        sumUp(step, String.format(Locale.ROOT, "nothing generated, %s has rows", table));
    }

    /** A run that fills tables writes its summary in its last step. */
    static boolean isSkipped(StepExecution step) {
        return step.getJobExecution().getExecutionContext().containsKey(JobResult.SUMMARY);
    }

    private static void sumUp(StepExecution step, String summary) {
        step.getJobExecution().getExecutionContext().putString(JobResult.SUMMARY, summary);
    }

    private static String summary(DemoDataset dataset, DemoTableWriter tables) {
        return String.format(
                Locale.ROOT,
                "%d users with %d relations, %d merchants, %d offers",
                dataset.users(),
                tables.countRelations(),
                dataset.merchants(),
                dataset.offers());
    }

    private static JobParameters arguments(StepContribution contribution) {
        return contribution.getStepExecution().getJobParameters();
    }
}
