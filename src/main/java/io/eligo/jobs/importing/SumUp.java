package io.eligo.jobs.importing;

import io.eligo.jobs.Guard;
import io.eligo.jobs.JobResult;
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

/** Vacuums what was written, because the jobs that follow read index-only and plan by statistics, and says what was done. */
@Component
class SumUp implements Tasklet {
    // What the triggers on the sources have written.
    private static final String DERIVED = ", offer, outlet_state, offering, broad_offering";

    private final ImportedFiles files;
    private final Staging staging;
    private final Rejects rejects;
    private final Guard guard;
    private final DataSource database;

    SumUp(ImportedFiles files, Staging staging, Rejects rejects, Guard guard, DataSource database) {
        this.staging = staging;
        this.guard = guard;
        this.files = files;
        this.rejects = rejects;
        this.database = database;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        Run run = Run.of(contribution.getStepExecution());
        if (run.dryRun()) {
            CsvFiles.IN_ORDER.forEach(staging::empty);
        } else {
            vacuum(files.written(run));
            guard.close(Import.NAME);
        }
        rejects.write(run);
        ImportedFiles.Totals totals = files.totals(run);
        long rejected = rejects.count(run);
        String summary = String.format(
                Locale.ROOT,
                "%d files, %,d rows, %,d %s, %,d rejected",
                totals.files(),
                totals.rows(),
                totals.written(),
                run.dryRun() ? "to be written" : "written",
                rejected);
        ExecutionContext job = contribution.getStepExecution().getJobExecution().getExecutionContext();
        job.putString(
                JobResult.SUMMARY,
                summary
                        + (rejected == 0 ? "" : ", see " + Rejects.file(run))
                        + (job.containsKey(GuardOfOffers.WOULD_HALT)
                                ? "; its guard would halt it: " + job.getString(GuardOfOffers.WOULD_HALT)
                                : ""));
        return RepeatStatus.FINISHED;
    }

    // VACUUM refuses to run in a transaction, and that of the step is on another connection.
    private void vacuum(List<CsvFile> written) {
        if (written.isEmpty()) {
            return;
        }
        String tables = written.stream().map(CsvFile::table).collect(Collectors.joining(", ")) + DERIVED;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM (ANALYZE) " + tables);
        } catch (SQLException e) {
            throw new IllegalStateException("vacuuming " + tables, e);
        }
    }
}
