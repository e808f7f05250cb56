package io.eligo.importing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eligo.catalog.planned.ImportImpact;
import io.eligo.catalog.planned.ImportImpact.OfferLoss;
import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.importing.files.CsvSource;
import io.eligo.importing.files.ParsedRow;
import io.eligo.importing.files.RowParser;
import io.eligo.jobs.files.JobFile;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.guard.GuardHalt;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.jobs.guard.HaltDetails;
import io.eligo.jobs.guard.LossGuard;
import io.eligo.jobs.guard.PlannedLoss;
import io.eligo.jobs.runtime.StopSignal;
import io.eligo.platform.DecisionClock;
import io.eligo.platform.SetDigest;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
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
 * users. Broad offers have no stored grants, so a rebuild would not detect their loss. It reads, a chunk per transaction,
 *
 * <ul>
 *   <li>no file, if there are no offers yet;
 *   <li>otherwise the files of the catalogue once more, up to the first one with more invalid rows than {@code max-rejects}: that
 *       file and all after it would not be merged.
 * </ul>
 */
@Component
@StepScope
class OfferLossGuard implements Tasklet, DisposableBean {
    /** The key of the guard's message of a dry run, in the job's context. */
    static final String WOULD_HALT = "would-halt";

    private static final int MAX_EXAMPLES = 100;
    private static final int MAX_EXAMPLES_IN_MESSAGE = 3;

    private final ImportedFiles files;
    private final Staging staging;
    private final ImportImpact planned;
    private final LossGuard guard;
    private final GuardHalts halts;
    private final DecisionClock clock;
    private final StopSignal stop;
    private final StepExecution step;
    private final ImportArguments run;
    private final JobFile.@Nullable LossLimits limits;
    private final int chunk;
    private @Nullable Deque<CsvFile> todo;
    private @Nullable OpenCsvFile openFile;
    private long invalidRows;

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
        this.run = ImportArguments.of(step);
        this.limits = jobs.get(JobNames.IMPORT).lossLimits();
        this.chunk = jobs.get(JobNames.IMPORT).chunkSize();
    }

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
        if (todo == null) {
            // Another run may have left rows in the staging tables of files that this folder lacks.
            CsvFiles.IN_LOAD_ORDER.forEach(staging::truncate);
            todo = new ArrayDeque<>(limits == null || !planned.hasOffers() ? List.of() : files());
            return todo.isEmpty() ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
        }
        if (openFile == null && !todo.isEmpty()) {
            openFile = open(todo.remove());
        }
        if (openFile != null) {
            stage(openFile, todo);
            return RepeatStatus.CONTINUABLE;
        }
        compareOffers(contribution, Objects.requireNonNull(limits));
        return RepeatStatus.FINISHED;
    }

    private List<CsvFile> files() {
        return CsvFiles.IN_LOAD_ORDER.stream()
                .filter(file -> file != CsvFiles.CUSTOMER_TYPES && files.isOpen(run, file))
                .toList();
    }

    private record OpenCsvFile(CsvFile file, CsvSource rows, RowParser parser) {}

    private OpenCsvFile open(CsvFile file) {
        Path path = Objects.requireNonNull(run.folder().find(file), file.name());
        CsvSource source = CsvSource.open(file, path);
        return new OpenCsvFile(
                file, source, new RowParser(file, path.getFileName().toString(), run.jobInstance(), source.header()));
    }

    /** Stages the next chunk of the file. */
    private void stage(OpenCsvFile openCsvFile, Deque<CsvFile> rest) {
        var good = new ArrayList<ParsedRow>();
        CsvRecord row = null;
        for (int read = 0; read < chunk && invalidRows <= run.maxRejects(); read++) {
            row = openCsvFile.rows().next();
            if (row == null) {
                break;
            }
            ParsedRow parsed = openCsvFile.parser().parse(row);
            if (parsed instanceof ParsedRow.ValidRow) {
                good.add(parsed);
            } else {
                invalidRows++;
            }
        }
        staging.copy(Staging.copyTarget(openCsvFile.file()), good);
        if (invalidRows > run.maxRejects()) {
            staging.truncate(openCsvFile.file());
            rest.clear();
        } else if (row == null) {
            staging.updateStatistics(openCsvFile.file());
        } else {
            return;
        }
        destroy();
    }

    /** Also closes the file of a run that was stopped or failed in the middle of it. */
    @Override
    public void destroy() {
        if (openFile != null) {
            openFile.rows().close();
            openFile = null;
        }
    }

    private void compareOffers(StepContribution contribution, JobFile.LossLimits limits) {
        ImportImpact.OfferImpact impact = planned.evaluate(clock.instant());
        CsvFiles.IN_LOAD_ORDER.forEach(staging::truncate);
        PlannedLoss loss = plannedLoss(impact);
        Optional<String> excess = loss.describeExcess(limits)
                .map(limitText -> limitText + "; among them "
                        + impact.losses().stream()
                                .limit(MAX_EXAMPLES_IN_MESSAGE)
                                .map(lost -> String.format(Locale.ROOT, "%s (%s)", lost.name(), lost.description()))
                                .collect(Collectors.joining(", ")));
        if (excess.isEmpty()) {
            return;
        }
        List<SetDigest> losses = impact.losses().stream()
                .map(lost -> SetDigest.of(lost.offer() + " " + lost.effectKey()))
                .toList();
        Optional<GuardHalts.ApprovedHalt> approved = halts.findApproved(run.jobInstance());
        long notShown = halts.countUnapproved(run.jobInstance(), losses);
        if (approved.isPresent() && notShown == 0) {
            return;
        }
        String unapproved = approved.map(approval -> String.format(
                        Locale.ROOT,
                        "; not covered by the approval of %s: %d losses were not shown",
                        approval.operator(),
                        notShown))
                .orElse("");
        if (run.dryRun()) {
            step.getJobExecution().getExecutionContext().putString(WOULD_HALT, excess.get());
        } else {
            guard.halt(contribution, loss, excess.get() + unapproved, HaltDetails.of(losses, examples(impact)));
        }
    }

    // Gains are not subtracted: a new offer does not compensate the users who lose another one.
    private static PlannedLoss plannedLoss(ImportImpact.OfferImpact impact) {
        Map<Integer, Long> lost = impact.losses().stream().collect(groupingBy(OfferLoss::merchantNo, counting()));
        return new PlannedLoss(
                "live offers",
                "would be removed or reach fewer users",
                false,
                impact.liveCount(),
                impact.newlyLive(),
                impact.losses().size(),
                lost.entrySet().stream()
                        .map(merchant -> new PlannedLoss.MerchantLoss(
                                merchant.getKey(),
                                impact.liveByMerchant().getOrDefault(merchant.getKey(), 0L),
                                0,
                                merchant.getValue()))
                        .toList());
    }

    private static List<GuardHalt.HaltedOffer> examples(ImportImpact.OfferImpact impact) {
        return impact.losses().stream()
                .limit(MAX_EXAMPLES)
                .map(lost -> new GuardHalt.HaltedOffer(lost.offer(), lost.name(), lost.description()))
                .toList();
    }
}
