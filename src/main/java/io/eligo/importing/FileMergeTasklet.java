package io.eligo.importing;

import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.progress.Progress;
import io.eligo.jobs.runtime.StopSignal;
import java.util.Locale;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Merges the staged rows of one file into its table, a range of lines per transaction. A repeated run writes only the
 * missing rows. A crash of PostgreSQL empties staging tables at any time. Therefore all rows must be present in the
 * first transaction, so that none is missed, and in the last one, which marks the file as merged.
 */
@Component
@StepScope
class FileMergeTasklet implements Tasklet {
    private final JdbcClient jdbc;
    private final ImportedFiles files;
    private final Staging staging;
    private final Rejects rejects;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final CsvFile file;
    private final ImportArguments arguments;
    private final String merge;
    private final long stride;
    private final long lastLine;
    private long line;

    FileMergeTasklet(
            JdbcClient jdbc,
            ImportedFiles files,
            Staging staging,
            Rejects rejects,
            Progress progress,
            StopSignal stop,
            JobFiles jobs,
            @Value("#{stepExecution}") StepExecution step) {
        this.jdbc = jdbc;
        this.files = files;
        this.staging = staging;
        this.rejects = rejects;
        this.progress = progress;
        this.stop = stop;
        this.step = step;
        this.file = CsvFiles.forStep(step);
        this.arguments = ImportArguments.of(step);
        this.merge = MergeStatement.sql(file);
        this.lastLine = files.isOpen(arguments, file) ? staging.lastLine(file) : 0;
        this.stride = file.isMergedInOneTransaction()
                ? Long.MAX_VALUE
                : jobs.get(JobNames.IMPORT).chunkSize();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        if (!files.isOpen(arguments, file)) {
            return RepeatStatus.FINISHED;
        }
        if (arguments.dryRun()) {
            // In a dry run the rows stay staged: later files refer to them.
            requireAllRows();
            files.saveDryRunCount(
                    arguments,
                    file,
                    jdbc.sql(MergeStatement.countSql(file)).query(Long.class).single());
            return RepeatStatus.FINISHED;
        }
        if (line == 0) {
            progress.begin(file.name() + ", lines merged", lastLine);
        }
        long upTo = stride < lastLine - line ? line + stride : lastLine;
        if (line == 0 || upTo == lastLine) {
            requireAllRows();
        }
        files.addWritten(arguments, file, jdbc.sql(merge).params(line, upTo).update());
        progress.advance(upTo - line);
        line = upTo;
        if (line < lastLine) {
            stop.stopIfRequested(step);
            return RepeatStatus.CONTINUABLE;
        }
        staging.truncate(file);
        files.markMerged(arguments, file);
        progress.end();
        return RepeatStatus.FINISHED;
    }

    private void requireAllRows() {
        long good = files.getRowCount(arguments, file) - rejects.count(arguments, file);
        long staged = staging.count(file);
        if (staged != good) {
            throw new JobRefused(String.format(
                            Locale.ROOT,
                            "%s: %d valid rows in the file, but %d rows staged: PostgreSQL crashed or the file was",
                            file.name(),
                            good,
                            staged)
                    + " replaced; run the import again to stage them again");
        }
    }
}
