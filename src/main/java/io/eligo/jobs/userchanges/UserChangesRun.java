package io.eligo.jobs.userchanges;

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
class UserChangesRun {
    static final String NAME = "user-changes";

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final JobFile file;

    UserChangesRun(JobRepository repository, PlatformTransactionManager transactions, JobFiles files) {
        this.repository = repository;
        this.transactions = transactions;
        this.file = files.get(NAME);
        if (file.chunk() > Grants.MOST_USERS_AT_ONCE) {
            throw new BadJobFile(
                    "%s.yml: chunk is %d; accepted: 1 to %d".formatted(NAME, file.chunk(), Grants.MOST_USERS_AT_ONCE));
        }
    }

    @Bean
    Job userChangesJob(Step usersStep) {
        return new JobBuilder(NAME, repository)
                .preventRestart()
                .start(usersStep)
                .build();
    }

    @Bean
    Step usersStep(NamedUsers users, Step someUsersStep) {
        var threads = new SimpleAsyncTaskExecutor("user-changes-");
        threads.setConcurrencyLimit(file.threadsOrProcessors());
        return new StepBuilder("users", repository)
                .partitioner("some", users)
                .step(someUsersStep)
                .gridSize(file.partitions())
                .taskExecutor(threads)
                .listener(users)
                .build();
    }

    @Bean
    Step someUsersStep(SomeUsers users) {
        return new StepBuilder("some", repository)
                .<Together, Together>chunk(1)
                .transactionManager(transactions)
                .reader(users)
                .writer(users)
                .build();
    }
}
