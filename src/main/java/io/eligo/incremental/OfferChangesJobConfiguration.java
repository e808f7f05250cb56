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
class OfferChangesJobConfiguration {
    private final JobRepository repository;
    private final StepFactory stepFactory;
    private final JobFile file;

    OfferChangesJobConfiguration(JobRepository repository, StepFactory stepFactory, JobFiles files) {
        this.repository = repository;
        this.stepFactory = stepFactory;
        this.file = files.get(JobNames.OFFER_CHANGES, GrantsReconciler.MAX_USERS_PER_TRANSACTION);
    }

    @Bean
    Job offerChangesJob(Step customersStep) {
        return new JobBuilder(JobNames.OFFER_CHANGES, repository)
                .preventRestart()
                .start(customersStep)
                .build();
    }

    @Bean
    Step customersStep(CustomerRangePartitioner partitioner, Step customerRangeStep) {
        return stepFactory.partitionedStep("customers", file, partitioner, customerRangeStep);
    }

    @Bean
    Step customerRangeStep(OfferChangeItems customers) {
        return stepFactory.workerStep("customer-range", customers, 1);
    }
}
