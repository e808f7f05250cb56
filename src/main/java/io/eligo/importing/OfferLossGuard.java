package io.eligo.importing;

import io.eligo.catalog.planned.ImportImpact;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.jobs.guard.LossGuard;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.platform.clock.DecisionClock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Runs before any merge: stages the valid rows of all catalogue files, evaluates the rules for every offer before and
 * after the import, and halts the run if too many offers that are live, now or later, would be removed or reach fewer
 * users. Broad offers have no stored grants, so a rebuild would not detect their loss. It reads no file if there are no offers
 * yet; otherwise {@link CatalogStaging} reads the files of the catalogue once more.
 */
@Component
@StepScope
class OfferLossGuard implements Tasklet, DisposableBean {
    /** The key of the guard's message of a dry run, in the job's context. */
    static final String WOULD_HALT = "would-halt";

    private final ImportedFiles files;
    private final Staging staging;
    private final ImportImpact planned;
    private final LossGuard guard;
    private final GuardHalts halts;
    private final DecisionClock clock;
    private final StopSignal stop;
    private final StepExecution step;
    private final ImportArguments arguments;
    private final JobFile.@Nullable LossLimits limits;
    private final int chunk;
    private @Nullable CatalogStaging rows;

    OfferLossGuard(
            ImportedFiles files,
            Staging staging,
            ImportImpact planned,
            LossGuard guard,
            GuardHalts halts,
            DecisionClock clock,
            StopSignal stop,
            JobFiles jobs,
            @Value("#{stepExecution}") StepExecution step) {
        this.files = files;
        this.staging = staging;
        this.planned = planned;
        this.guard = guard;
        this.halts = halts;
        this.clock = clock;
        this.stop = stop;
        this.step = step;
        this.arguments = ImportArguments.of(step);
        this.limits = jobs.get(JobNames.IMPORT).lossLimits();
        this.chunk = jobs.get(JobNames.IMPORT).chunkSize();
    }

    /** Each call is a transaction: the first begins, each further one stages a chunk, and the last compares the offers. */
    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        RepeatStatus status = next(contribution);
        if (status.isContinuable()) {
            // Checked after the work: a stopping step ends before its next call.
            stop.stopIfRequested(step);
        }
        return status;
    }

    private RepeatStatus next(StepContribution contribution) {
        if (rows == null) {
            // Another run may have left rows in the staging tables of files that this folder lacks.
            staging.truncateAll();
            if (limits == null || !planned.hasOffers()) {
                return RepeatStatus.FINISHED;
            }
            rows = new CatalogStaging(files, staging, arguments, chunk);
            return rows.isEmpty() ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
        }
        if (rows.stageNext()) {
            return RepeatStatus.CONTINUABLE;
        }
        var losses = new OfferLosses(planned.evaluate(clock.instant()));
        staging.truncateAll();
        Optional<String> excess = losses.describeExcess(Objects.requireNonNull(limits));
        if (excess.isPresent()) {
            haltUnlessApproved(contribution, losses, excess.get());
        }
        return RepeatStatus.FINISHED;
    }

    /** Also closes the file of a run that was stopped or failed in the middle of it. */
    @Override
    public void destroy() {
        if (rows != null) {
            rows.close();
        }
    }

    // An approval covers each loss that was shown, so fewer losses than shown need no other approval.
    private void haltUnlessApproved(StepContribution contribution, OfferLosses losses, String excess) {
        Optional<GuardHalts.ApprovedHalt> approved = halts.findApproved(arguments.jobInstance());
        long notShown = halts.countUnapproved(arguments.jobInstance(), losses.digests());
        if (approved.isPresent() && notShown == 0) {
            return;
        }
        if (arguments.dryRun()) {
            step.getJobExecution().getExecutionContext().putString(WOULD_HALT, excess);
            return;
        }
        String unapproved = approved.map(approval -> String.format(
                        Locale.ROOT,
                        "; not covered by the approval of %s: %d losses were not shown",
                        approval.operator(),
                        notShown))
                .orElse("");
        guard.halt(contribution, losses.sum(), excess + unapproved, losses.haltDetails());
    }
}
