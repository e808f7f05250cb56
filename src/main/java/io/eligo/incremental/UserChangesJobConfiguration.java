package io.eligo.incremental;

import io.eligo.grants.GrantsReconciler;
import io.eligo.jobs.StepFactory;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One partitioned step. Never restarted: remaining events are in the outbox, and a run by hand can be repeated. */
@Configuration(proxyBeanMethods = false)
class UserChangesJobConfiguration {
    private final JobRepository repository;
    private final StepFactory stepFactory;
    private final JobFile file;

    UserChangesJobConfiguration(JobRepository repository, StepFactory stepFactory, JobFiles files) {
        this.repository = repository;
        this.stepFactory = stepFactory;
        this.file = files.get(JobNames.USER_CHANGES, GrantsReconciler.MAX_USERS_PER_TRANSACTION);
    }

    @Bean
    Job userChangesJob(Step usersStep) {
        return new JobBuilder(JobNames.USER_CHANGES, repository)
                .preventRestart()
                .start(usersStep)
                .build();
    }

    @Bean
    Step usersStep(UserChangePartitioner users, Step someUsersStep) {
        return stepFactory.partitionedStep("users", file, users, someUsersStep);
    }

    @Bean
    Step someUsersStep(UserChangeItems users) {
        return stepFactory.workerStep("some", users, 1);
    }
}
