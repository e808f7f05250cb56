package io.eligo.jobs.offerchanges;

import io.eligo.grants.Grants;
import io.eligo.jobs.JobFile;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.Steps;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One step, partitioned. Never restarted: whatever is left is in the outbox, or is asked for again. */
@Configuration(proxyBeanMethods = false)
class OfferChangesRun {
    static final String NAME = "offer-changes";

    private final JobRepository repository;
    private final Steps steps;
    private final JobFile file;

    OfferChangesRun(JobRepository repository, Steps steps, JobFiles files) {
        this.repository = repository;
        this.steps = steps;
        this.file = files.get(NAME, Grants.MAX_USERS_PER_TRANSACTION);
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
        return steps.partitioned("customers", file, pieces, pieceOfCustomersStep);
    }

    @Bean
    Step pieceOfCustomersStep(CustomersInPieces customers) {
        return steps.part("piece", customers, 1);
    }
}
