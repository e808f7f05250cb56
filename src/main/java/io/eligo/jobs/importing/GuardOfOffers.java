package io.eligo.jobs.importing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eligo.catalog.PlannedOffers;
import io.eligo.catalog.PlannedOffers.Lost;
import io.eligo.jobs.Guard;
import io.eligo.jobs.Halt;
import io.eligo.jobs.JobFile;
import io.eligo.jobs.JobFiles;
import io.eligo.jobs.Loss;
import io.eligo.jobs.StopSignal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Before anything is merged: stages the good rows of all files of the catalogue, has the rules judge every offer as it is and as it
 * would be, and halts the run where too many live ones would go or reach fewer. Broad offers stand in nobody's grants: no rebuild
 * would notice that they vanish. Reads the catalogue's files once more, and nothing of them where there is no offer yet.
 */
@Component
@StepScope
class GuardOfOffers implements Tasklet {
    /** Where a dry run leaves what its guard would have said, in the job's context. */
    static final String WOULD_HALT = "would-halt";

    private static final int EXAMPLES = 100;
    private static final int EXAMPLES_IN_THE_SENTENCE = 3;

    private final ImportedFiles files;
    private final Staging staging;
    private final PlannedOffers planned;
    private final Guard guard;
    private final StopSignal stop;
    private final StepExecution step;
    private final Run run;
    private final JobFile.@Nullable Limits limits;
    private final int chunk;
    private @Nullable Deque<CsvFile> todo;

    GuardOfOffers(
            ImportedFiles files,
            Staging staging,
            PlannedOffers planned,
            Guard guard,
            StopSignal stop,
            JobFiles jobs,
            @Value("#{stepExecution}") StepExecution step) {
        this.files = files;
        this.staging = staging;
        this.planned = planned;
        this.guard = guard;
        this.stop = stop;
        this.step = step;
        this.run = Run.of(step);
        this.limits = jobs.get(Import.NAME).guard();
        this.chunk = jobs.get(Import.NAME).chunk();
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        stop.heed(step);
        if (todo == null) {
            // Of files that this folder does not have another run may have left rows.
            CsvFiles.IN_ORDER.forEach(staging::empty);
            todo = new ArrayDeque<>(limits == null || !planned.anyStands() ? List.of() : files());
            return todo.isEmpty() ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
        }
        if (!todo.isEmpty()) {
            stage(todo.remove());
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

    private void stage(CsvFile file) {
        Path path = Objects.requireNonNull(run.folder().find(file), file.name());
        try (CsvSource source = CsvSource.open(file, path)) {
            var parser = new RowParser(file, path.getFileName().toString(), run.job(), source.header());
            var rows = new ArrayList<ParsedRow>();
            for (CsvRecord row = source.next(); row != null; row = source.next()) {
                ParsedRow parsed = parser.parse(row);
                if (parsed instanceof ParsedRow.Good) {
                    rows.add(parsed);
                }
                if (rows.size() == chunk) {
                    staging.copy(Staging.rows(file), rows);
                    rows.clear();
                }
            }
            staging.copy(Staging.rows(file), rows);
        }
        staging.copied(file);
    }

    private void judge(StepContribution contribution, JobFile.Limits limits) {
        PlannedOffers.Outcome outcome = planned.outcome(Instant.now());
        CsvFiles.IN_ORDER.forEach(staging::empty);
        Loss loss = loss(outcome);
        Optional<String> beyond = loss.beyond(limits)
                .map(says -> says + "; among them "
                        + outcome.lost().stream()
                                .limit(EXAMPLES_IN_THE_SENTENCE)
                                .map(lost -> "%s (%s)".formatted(lost.name(), lost.how()))
                                .collect(Collectors.joining(", ")));
        if (beyond.isEmpty() || guard.approved(run.job(), loss.revoked())) {
            return;
        }
        if (run.dryRun()) {
            step.getJobExecution().getExecutionContext().putString(WOULD_HALT, beyond.get());
        } else {
            guard.halt(contribution, loss, beyond.get(), examples(outcome));
        }
    }

    // Not net: an offer that comes is no comfort to those who had another.
    private static Loss loss(PlannedOffers.Outcome outcome) {
        Map<Integer, Long> lost = outcome.lost().stream().collect(groupingBy(Lost::merchantNo, counting()));
        return new Loss(
                "live offers",
                "would go or reach fewer",
                false,
                outcome.standing(),
                outcome.coming(),
                outcome.lost().size(),
                lost.entrySet().stream()
                        .map(merchant -> new Loss.AtMerchant(
                                merchant.getKey(),
                                outcome.live().getOrDefault(merchant.getKey(), 0L),
                                0,
                                merchant.getValue()))
                        .toList());
    }

    private static List<Halt.Example> examples(PlannedOffers.Outcome outcome) {
        return outcome.lost().stream()
                .limit(EXAMPLES)
                .map(lost -> new Halt.Example(lost.offer(), lost.name(), lost.how()))
                .toList();
    }
}
