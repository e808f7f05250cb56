package io.eligo.jobs;

import io.eligo.jobs.files.JobFile;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/** The two steps that most jobs are made of: partitions, several at once, and the work on one of them. */
@Component
public class StepFactory {
    private final JobRepository repository;
    private final PlatformTransactionManager transactions;

    StepFactory(JobRepository repository, PlatformTransactionManager transactions) {
        this.repository = repository;
        this.transactions = transactions;
    }

    /** As many partitions as the job's file says, of which as many at once. */
    public <P extends Partitioner & StepExecutionListener> Step partitionedStep(
            String name, JobFile file, P partitions, Step part) {
        var threads = new SimpleAsyncTaskExecutor(name + "-");
        threads.setConcurrencyLimit(file.effectiveThreads());
        return new StepBuilder(name, repository)
                .partitioner(part.getName(), partitions)
                .step(part)
                .gridSize(file.partitions())
                .taskExecutor(threads)
                .listener(partitions)
                .build();
    }

    /** @param chunk how many of what {@code work} reads, which may each be many users, a transaction takes */
    public <T, W extends ItemStreamReader<T> & ItemWriter<T>> Step workerStep(String name, W work, int chunk) {
        return new StepBuilder(name, repository)
                .<T, T>chunk(chunk)
                .transactionManager(transactions)
                .reader(work)
                .writer(work)
                .build();
    }
}
