package io.eligo.jobs.offerchanges;

import io.eligo.grants.Grants;
import io.eligo.jobs.BadJobFile;
import io.eligo.jobs.JobFile;
import io.eligo.jobs.JobFiles;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/** One step, partitioned. Never restarted: whatever is left is in the outbox, or is asked for again. */
@Configuration(proxyBeanMethods = false)
class OfferChangesRun {
    static final String NAME = "offer-changes";

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final JobFile file;

    OfferChangesRun(JobRepository repository, PlatformTransactionManager transactions, JobFiles files) {
        this.repository = repository;
        this.transactions = transactions;
        this.file = files.get(NAME);
        if (file.chunk() > Grants.MOST_USERS_AT_ONCE) {
            throw new BadJobFile(
                    "%s.yml: chunk is %d; accepted: 1 to %d".formatted(NAME, file.chunk(), Grants.MOST_USERS_AT_ONCE));
        }
    }

    @Bean
    Job offerChangesJob(Step customersStep) {
        return new JobBuilder(NAME, repository)
                .preventRestart()
                .start(customersStep)
                .build();
    }

    @Bean
    Step customersStep(PiecesOfCustomers pieces, Step pieceOfCustomersStep) {
        var threads = new SimpleAsyncTaskExecutor("offer-changes-");
        threads.setConcurrencyLimit(file.threadsOrProcessors());
        return new StepBuilder("customers", repository)
                .partitioner("piece", pieces)
                .step(pieceOfCustomersStep)
                .gridSize(file.partitions())
                .taskExecutor(threads)
                .listener(pieces)
                .build();
    }

    @Bean
    Step pieceOfCustomersStep(CustomersInPieces customers) {
        return new StepBuilder("piece", repository)
                .<CustomersInPieces.Some, CustomersInPieces.Some>chunk(1)
                .transactionManager(transactions)
                .reader(customers)
                .writer(customers)
                .build();
    }
}
