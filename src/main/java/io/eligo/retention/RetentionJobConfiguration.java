package io.eligo.retention;

import io.eligo.jobs.files.JobNames;
import io.eligo.platform.RetentionSettings;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** One step, with one small batch per transaction. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
class RetentionJobConfiguration {
    @Bean
    Job retentionJob(JobRepository repository, Step pruneStep) {
        return new JobBuilder(JobNames.RETENTION, repository)
                .preventRestart()
                .start(pruneStep)
                .build();
    }

    @Bean
    Step pruneStep(JobRepository repository, PlatformTransactionManager transactions, PruneTasklet pruneTasklet) {
        return new StepBuilder("prune", repository)
                .tasklet(pruneTasklet, transactions)
                .build();
    }
}
