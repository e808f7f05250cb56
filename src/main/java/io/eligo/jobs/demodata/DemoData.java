package io.eligo.jobs.demodata;

import io.eligo.jobs.JobFile;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.Progress;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/** the catalogue, all or nothing → users and their relations, several pieces at once → vacuum and sum up. */
@Configuration(proxyBeanMethods = false)
class DemoData {
    static final String NAME = "demo-data";

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final JobFile file;

    DemoData(JobRepository repository, PlatformTransactionManager transactions, JobFiles files) {
        this.repository = repository;
        this.transactions = transactions;
        this.file = files.get(NAME);
    }

    @Bean
    Job demoDataJob(Step demoCatalogStep, Step demoUsersStep, Step demoVacuumStep) {
        return new JobBuilder(NAME, repository)
                .start(demoCatalogStep)
                .next(demoUsersStep)
                .next(demoVacuumStep)
                .build();
    }

    @Bean
    Step demoCatalogStep(SourceTables tables) {
        return new StepBuilder("catalog", repository)
                .tasklet(
                        (contribution, chunk) -> {
                            tables.requireEmpty();
                            tables.fillCatalog(World.of(arguments(contribution)));
                            return RepeatStatus.FINISHED;
                        },
                        transactions)
                .build();
    }

    @Bean
    Step demoUsersStep(PiecesOfUsers pieces, Step demoPieceStep) {
        var threads = new SimpleAsyncTaskExecutor("demo-");
        threads.setConcurrencyLimit(file.threadsOrProcessors());
        return new StepBuilder("users", repository)
                .partitioner("piece", pieces)
                .step(demoPieceStep)
                .gridSize(file.partitions())
                .taskExecutor(threads)
                .listener(pieces)
                .build();
    }

    @Bean
    Step demoPieceStep(PieceOfUsers users) {
        return new StepBuilder("piece", repository)
                .<DemoUsers.DemoUser, DemoUsers.DemoUser>chunk(file.chunk())
                .transactionManager(transactions)
                .reader(users)
                .writer(users)
                .build();
    }

    /** PostgreSQL refuses VACUUM in a transaction, so this step has none. */
    @Bean
    Step demoVacuumStep(SourceTables tables, Progress progress) {
        return new StepBuilder("vacuum", repository)
                .tasklet(
                        (contribution, chunk) -> {
                            progress.end();
                            tables.vacuumAndAnalyze();
                            contribution
                                    .getStepExecution()
                                    .getJobExecution()
                                    .getExecutionContext()
                                    .putString(JobResult.SUMMARY, summary(World.of(arguments(contribution)), tables));
                            return RepeatStatus.FINISHED;
                        },
                        new ResourcelessTransactionManager())
                .build();
    }

    private static String summary(World world, SourceTables tables) {
        return "%d users with %d relations, %d merchants, %d offers"
                .formatted(world.users(), tables.relations(), world.merchants(), world.offers());
    }

    private static JobParameters arguments(StepContribution contribution) {
        return contribution.getStepExecution().getJobParameters();
    }
}
