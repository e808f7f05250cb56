package io.eligo.jobs;

import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.progress.Progress;
import io.eligo.jobs.progress.ProgressBarReporter;
import io.eligo.jobs.progress.ProgressLogger;
import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.repository.ExecutionContextSerializer;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Isolation;

/**
 * Spring Batch on PostgreSQL, in the schema {@code batch}. Executions are created at READ COMMITTED instead of
 * SERIALIZABLE: the unique key on the instance rejects a duplicate, so no caller has to retry serialization failures.
 */
@Configuration(proxyBeanMethods = false)
@EnableBatchProcessing
@EnableJdbcJobRepository(tablePrefix = "batch.BATCH_", isolationLevelForCreate = Isolation.READ_COMMITTED)
@EnableConfigurationProperties({JobSettings.class, JobFiles.class})
class BatchConfiguration {
    @Bean
    ExecutionContextSerializer executionContextSerializer() {
        return new JacksonExecutionContextStringSerializer();
    }

    @Bean
    Progress progress(JobSettings settings) {
        return settings.jobProgress() == JobSettings.ProgressStyle.BAR
                ? new ProgressBarReporter()
                : new ProgressLogger();
    }
}
