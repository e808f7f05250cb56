package io.eligo.importing;

import io.eligo.importing.files.CsvFile;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.GuardHalts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/** Vacuums the written tables, because later jobs use index-only reads and statistics, and writes the summary. */
@Component
class ImportSummaryTasklet implements Tasklet {
    // The tables that the triggers on the sources write.
    private static final String DERIVED_TABLES = ", offer, outlet_state, offering, broad_offering";

    private final ImportedFiles files;
    private final Staging staging;
    private final Rejects rejects;
    private final GuardHalts halts;
    private final DataSource database;

    ImportSummaryTasklet(ImportedFiles files, Staging staging, Rejects rejects, GuardHalts halts, DataSource database) {
        this.staging = staging;
        this.halts = halts;
        this.files = files;
        this.rejects = rejects;
        this.database = database;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        ImportArguments arguments = ImportArguments.of(contribution.getStepExecution());
        if (arguments.dryRun()) {
            staging.truncateAll();
        } else {
            vacuum(files.findWritten(arguments));
            halts.closeHalts(JobNames.IMPORT);
        }
        rejects.write(arguments);
        ImportedFiles.ImportTotals importTotals = files.getTotals(arguments);
        long rejected = rejects.count(arguments);
        String summary = String.format(
                Locale.ROOT,
                "%d files, %,d rows, %,d %s, %,d rejected",
                importTotals.files(),
                importTotals.rows(),
                importTotals.written(),
                arguments.dryRun() ? "to be written" : "written",
                rejected);
        ExecutionContext job = contribution.getStepExecution().getJobExecution().getExecutionContext();
        job.putString(
                JobResult.SUMMARY,
                summary
                        + (rejected == 0 ? "" : ", see " + Rejects.rejectFile(arguments))
                        + (job.containsKey(OfferLossGuard.WOULD_HALT)
                                ? "; the loss guard would halt it: " + job.getString(OfferLossGuard.WOULD_HALT)
                                : ""));
        return RepeatStatus.FINISHED;
    }

    // VACUUM cannot run in a transaction. The step's transaction is on another connection.
    private void vacuum(List<CsvFile> written) {
        if (written.isEmpty()) {
            return;
        }
        String tables = written.stream().map(CsvFile::table).collect(Collectors.joining(", ")) + DERIVED_TABLES;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM (ANALYZE) " + tables);
        } catch (SQLException e) {
            throw new IllegalStateException("vacuuming " + tables, e);
        }
    }
}
