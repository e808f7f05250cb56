package io.eligo.jobs.importing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eligo.catalog.ImportImpact;
import io.eligo.catalog.ImportImpact.OfferLoss;
import io.eligo.grants.SetDigest;
import io.eligo.jobs.Guard;
import io.eligo.jobs.Halt;
import io.eligo.jobs.JobFile;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.Loss;
import io.eligo.jobs.StopSignal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
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
 * Before anything is merged: stages the good rows of all files of the catalogue, has the rules judge every offer as it is and as it
 * would be, and halts the run where too many that are live, now or later, would go or reach fewer. Broad offers stand in nobody's
 * grants: no rebuild would notice that they vanish. Reads the catalogue's files once more, a chunk a transaction, and nothing of them
 * where there is no offer yet; no file of which too many rows are bad, nor any after it, since none of these would be merged.
 */
@Component
@StepScope
class GuardOfOffers implements Tasklet, DisposableBean {
    /** Where a dry run leaves what its guard would have said, in the job's context. */
    static final String WOULD_HALT = "would-halt";

    private static final int EXAMPLES = 100;
    private static final int EXAMPLES_IN_THE_SENTENCE = 3;

    private final ImportedFiles files;
    private final Staging staging;
    private final ImportImpact planned;
    private final Guard guard;
    private final Clock clock;
    private final StopSignal stop;
    private final StepExecution step;
    private final Run run;
    private final JobFile.@Nullable Limits limits;
    private final int chunk;
    private @Nullable Deque<CsvFile> todo;
    private @Nullable Source reading;
    private long bad;

    GuardOfOffers(
            ImportedFiles files,
            Staging staging,
            ImportImpact planned,
            Guard guard,
            Clock clock,
            StopSignal stop,
            JobFiles jobs,
            @Value("#{stepExecution}") StepExecution step) {
        this.files = files;
        this.staging = staging;
        this.planned = planned;
        this.guard = guard;
        this.clock = clock;
        this.stop = stop;
        this.step = step;
        this.run = Run.of(step);
        this.limits = jobs.get(Import.NAME).guard();
        this.chunk = jobs.get(Import.NAME).chunk();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        RepeatStatus status = next(contribution);
        if (status.isContinuable()) {
            // Behind the work: a step that is to end does so before it is asked again.
            stop.heed(step);
        }
        return status;
    }

    private RepeatStatus next(StepContribution contribution) {
        if (todo == null) {
            // Of files that this folder does not have another run may have left rows.
            CsvFiles.IN_ORDER.forEach(staging::empty);
            todo = new ArrayDeque<>(limits == null || !planned.hasOffers() ? List.of() : files());
            return todo.isEmpty() ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
        }
        if (reading == null && !todo.isEmpty()) {
            reading = open(todo.remove());
        }
        if (reading != null) {
            stage(reading, todo);
            return RepeatStatus.CONTINUABLE;
        }
        judge(contribution, Objects.requireNonNull(limits));
        return RepeatStatus.FINISHED;
    }

    private List<CsvFile> files() {
        return CsvFiles.IN_ORDER.stream()
                .filter(file -> file != CsvFiles.CUSTOMER_TYPES && files.isOpen(run, file))
                .toList();
    }

    private record Source(CsvFile file, CsvSource rows, RowParser parser) {}

    private Source open(CsvFile file) {
        Path path = Objects.requireNonNull(run.folder().find(file), file.name());
        CsvSource source = CsvSource.open(file, path);
        return new Source(file, source, new RowParser(file, path.getFileName().toString(), run.job(), source.header()));
    }

    /** The next chunk of the file. */
    private void stage(Source source, Deque<CsvFile> rest) {
        var good = new ArrayList<ParsedRow>();
        CsvRecord row = null;
        for (int read = 0; read < chunk && bad <= run.maxRejects(); read++) {
            row = source.rows().next();
            if (row == null) {
                break;
            }
            ParsedRow parsed = source.parser().parse(row);
            if (parsed instanceof ParsedRow.Good) {
                good.add(parsed);
            } else {
                bad++;
            }
        }
        staging.copy(Staging.rows(source.file()), good);
        if (bad > run.maxRejects()) {
            staging.empty(source.file());
            rest.clear();
        } else if (row == null) {
            staging.copied(source.file());
        } else {
            return;
        }
        destroy();
    }

    /** Of a run that was stopped or has failed in the midst of a file, too. */
    @Override
    public void destroy() {
        if (reading != null) {
            reading.rows().close();
            reading = null;
        }
    }

    private void judge(StepContribution contribution, JobFile.Limits limits) {
        ImportImpact.OfferImpact impact = planned.evaluate(clock.instant().truncatedTo(ChronoUnit.MICROS));
        CsvFiles.IN_ORDER.forEach(staging::empty);
        Loss loss = loss(impact);
        Optional<String> beyond = loss.beyond(limits)
                .map(says -> says + "; among them "
                        + impact.losses().stream()
                                .limit(EXAMPLES_IN_THE_SENTENCE)
                                .map(lost -> String.format(Locale.ROOT, "%s (%s)", lost.name(), lost.description()))
                                .collect(Collectors.joining(", ")));
        if (beyond.isEmpty()) {
            return;
        }
        List<SetDigest> losses = impact.losses().stream()
                .map(lost -> SetDigest.of(lost.offer() + " " + lost.effectKey()))
                .toList();
        Optional<Guard.Approved> approved = guard.approved(run.job());
        long notShown = guard.notShown(run.job(), losses);
        if (approved.isPresent() && notShown == 0) {
            return;
        }
        String differs = approved.map(one -> String.format(
                        Locale.ROOT, "; that is not what %s approved, %d of them were not shown", one.who(), notShown))
                .orElse("");
        if (run.dryRun()) {
            step.getJobExecution().getExecutionContext().putString(WOULD_HALT, beyond.get());
        } else {
            guard.halt(contribution, loss, beyond.get() + differs, Guard.Shown.of(losses, examples(impact)));
        }
    }

    // Not net: an offer that comes is no comfort to those who had another.
    private static Loss loss(ImportImpact.OfferImpact impact) {
        Map<Integer, Long> lost = impact.losses().stream().collect(groupingBy(OfferLoss::merchantNo, counting()));
        return new Loss(
                "live offers",
                "would go or reach fewer",
                false,
                impact.liveCount(),
                impact.newlyLive(),
                impact.losses().size(),
                lost.entrySet().stream()
                        .map(merchant -> new Loss.AtMerchant(
                                merchant.getKey(),
                                impact.liveByMerchant().getOrDefault(merchant.getKey(), 0L),
                                0,
                                merchant.getValue()))
                        .toList());
    }

    private static List<Halt.Example> examples(ImportImpact.OfferImpact impact) {
        return impact.losses().stream()
                .limit(EXAMPLES)
                .map(lost -> new Halt.Example(lost.offer(), lost.name(), lost.description()))
                .toList();
    }
}
