package io.eligo.jobs;

import io.eligo.jobs.files.JobFile;
import io.eligo.platform.LogField;
import io.eligo.tracing.Spans;
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

/** Creates the two steps that most jobs consist of: the partitioned step and the worker step of one partition. */
@Component
public class StepFactory {
    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final Spans spans;

    StepFactory(JobRepository repository, PlatformTransactionManager transactions, Spans spans) {
        this.repository = repository;
        this.transactions = transactions;
        this.spans = spans;
    }

    /** The partitioned step. The job file sets the number of partitions and how many run concurrently. */
    public <P extends Partitioner & StepExecutionListener> Step partitionedStep(
            String name, JobFile file, P partitions, Step part) {
        var threads = new SimpleAsyncTaskExecutor(name + "-");
        threads.setConcurrencyLimit(file.effectiveThreads());
        threads.setTaskDecorator(task -> spans.propagate(LogField.propagate(task)));
        return new StepBuilder(name, repository)
                .partitioner(part.getName(), partitions)
                .step(part)
                .gridSize(file.partitions())
                .taskExecutor(threads)
                .listener(partitions)
                .build();
    }

    /** @param chunk the number of items that {@code work} reads in a transaction; an item may contain many users */
    public <T, W extends ItemStreamReader<T> & ItemWriter<T>> Step workerStep(String name, W work, int chunk) {
        return new StepBuilder(name, repository)
                .<T, T>chunk(chunk)
                .transactionManager(transactions)
                .reader(work)
                .writer(work)
                .build();
    }
}
