package io.eligo.importing;

import io.eligo.importing.files.CsvFolder;
import io.eligo.jobs.files.JobArguments;
import java.nio.file.Path;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;

/** The arguments of an import run; {@code jobInstance} is the same over its restarts. */
record ImportArguments(long jobInstance, CsvFolder folder, Path rejectDir, long maxRejects, boolean dryRun) {
    private static final String DIR = "dir";
    private static final String REJECT_DIR = "reject-dir";
    private static final String MAX_REJECTS = "max-rejects";

    static ImportArguments of(StepExecution step) {
        JobParameters parameters = step.getJobParameters();
        return new ImportArguments(
                step.getJobExecution().getJobInstanceId(),
                new CsvFolder(Path.of(JobArguments.get(parameters, DIR))),
                Path.of(JobArguments.get(parameters, REJECT_DIR)),
                Long.parseLong(JobArguments.get(parameters, MAX_REJECTS)),
                JobArguments.isDryRun(parameters));
    }
}
