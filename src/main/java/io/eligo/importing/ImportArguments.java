package io.eligo.importing;

import io.eligo.importing.files.CsvFolder;
import java.nio.file.Path;
import java.util.Objects;
import org.springframework.batch.core.step.StepExecution;

/** The arguments of an import run; {@code jobInstance} is the same over its restarts. */
record ImportArguments(long jobInstance, CsvFolder folder, Path rejectDir, long maxRejects, boolean dryRun) {
    static ImportArguments of(StepExecution step) {
        return new ImportArguments(
                step.getJobExecution().getJobInstanceId(),
                new CsvFolder(Path.of(argument(step, "dir"))),
                Path.of(argument(step, "reject-dir")),
                Long.parseLong(argument(step, "max-rejects")),
                // Runs from versions without this argument may still be restarted.
                Boolean.parseBoolean(step.getJobParameters().getString("dry-run")));
    }

    private static String argument(StepExecution step, String name) {
        return Objects.requireNonNull(step.getJobParameters().getString(name), name);
    }
}
