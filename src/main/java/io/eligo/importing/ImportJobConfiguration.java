package io.eligo.importing;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.importing.files.ParsedRow;
import io.eligo.jobs.files.BadJobFile;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.LossGuard;
import java.util.Locale;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * check → guard → for each file stage, check, merge → sum up. A restart runs all steps again, and each asks {@link
 * ImportedFiles} whether its file is to be read: Spring Batch would skip the stage step of a file whose merge failed,
 * and would not detect a changed file.
 */
@Configuration(proxyBeanMethods = false)
class ImportJobConfiguration {
    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final int chunk;

    ImportJobConfiguration(JobRepository repository, PlatformTransactionManager transactions, JobFiles files) {
        this.repository = repository;
        this.transactions = transactions;
        JobFile file = files.get(JobNames.IMPORT);
        requireOne("partitions", file.partitions());
        requireOne("threads", file.threads());
        this.chunk = file.chunkSize();
    }

    @Bean
    Job importJob(
            FolderCheckTasklet folder,
            OfferLossGuard guard,
            FileStagingItems stage,
            FileCheckTasklet check,
            FileMergeTasklet merge,
            ImportSummaryTasklet summary,
            LossGuard lossGuard) {
        SimpleJobBuilder job = new JobBuilder(JobNames.IMPORT, repository)
                .listener(lossGuard)
                .start(step("check", folder))
                .next(step("guard", guard));
        for (CsvFile file : CsvFiles.IN_LOAD_ORDER) {
            job.next(stage(file.name() + "-stage", stage))
                    .next(step(file.name() + "-check", check))
                    .next(step(file.name() + "-merge", merge));
        }
        return job.next(step("sum-up", summary)).build();
    }

    private static void requireOne(String key, int value) {
        if (value != 1) {
            throw new BadJobFile(String.format(
                    Locale.ROOT,
                    "eligo.jobs.%s.%s is %d; accepted: 1, because import loads rows in sequence",
                    JobNames.IMPORT,
                    key,
                    value));
        }
    }

    private Step stage(String name, FileStagingItems stage) {
        return new StepBuilder(name, repository)
                .<CsvRecord, ParsedRow>chunk(chunk)
                .transactionManager(transactions)
                .reader(stage)
                .processor(stage)
                .writer(stage)
                .allowStartIfComplete(true)
                .build();
    }

    private Step step(String name, Tasklet tasklet) {
        return new StepBuilder(name, repository)
                .tasklet(tasklet, transactions)
                .allowStartIfComplete(true)
                .build();
    }
}
