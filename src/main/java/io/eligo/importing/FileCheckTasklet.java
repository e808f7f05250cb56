package io.eligo.importing;

import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.importing.files.CsvSource;
import io.eligo.importing.files.TableRule;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.runtime.StopSignal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Checks the staged rows of one file against each other and against the tables: references first, then the {@code fixpointRule} of
 * the file, repeated until it rejects nothing, and duplicates last, so that the first valid row of a key is kept. Each check runs in
 * its own transaction. The merge has not started when the number of rejects exceeds the limit.
 */
@Component
@StepScope
class FileCheckTasklet implements Tasklet {
    private static final Logger log = LoggerFactory.getLogger(FileCheckTasklet.class);

    private final Staging staging;
    private final Rejects rejects;
    private final StopSignal stop;
    private final StepExecution step;
    private final CsvFile file;
    private final ImportArguments arguments;
    private final boolean open;
    private final Deque<Runnable> todo = new ArrayDeque<>();

    FileCheckTasklet(
            ImportedFiles files,
            Staging staging,
            Rejects rejects,
            StopSignal stop,
            @Value("#{stepExecution}") StepExecution step) {
        this.staging = staging;
        this.rejects = rejects;
        this.stop = stop;
        this.step = step;
        this.file = CsvFiles.forStep(step);
        this.arguments = ImportArguments.of(step);
        this.open = files.isOpen(arguments, file);
        if (open) {
            plan();
        }
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        long rejected = rejects.count(arguments);
        if (open && (todo.isEmpty() || rejected > arguments.maxRejects())) {
            rejects.write(arguments);
        }
        if (rejected > arguments.maxRejects()) {
            throw new JobRefused(String.format(
                    Locale.ROOT,
                    "%s: more than max-rejects=%d rows rejected, listed in %s; nothing of this file was merged",
                    path().getFileName(),
                    arguments.maxRejects(),
                    Rejects.rejectFile(arguments)));
        }
        if (todo.isEmpty()) {
            return RepeatStatus.FINISHED;
        }
        todo.remove().run();
        stop.stopIfRequested(step);
        return RepeatStatus.CONTINUABLE;
    }

    private void plan() {
        List<String> header = header();
        List<TableRule> inHeaderOrder = file.tableRules().stream()
                .sorted(Comparator.comparingInt(rule -> header.indexOf(rule.column())))
                .toList();
        todo.add(() -> staging.updateStatistics(file));
        todo.add(() -> reject(inHeaderOrder));
        TableRule fixpointRule = file.fixpointRule();
        if (fixpointRule != null) {
            todo.add(() -> applyUntilStable(fixpointRule));
        }
        String keyColumn = file.key().stream()
                .min(Comparator.comparingInt(header::indexOf))
                .orElseThrow();
        todo.add(() -> reject(List.of(Staging.uniqueKeyRule(file, keyColumn))));
    }

    private void applyUntilStable(TableRule rule) {
        if (reject(List.of(rule)) > 0) {
            todo.addFirst(() -> applyUntilStable(rule));
        }
    }

    private int reject(List<TableRule> rules) {
        String fileName = path().getFileName().toString();
        if (arguments.dryRun()) {
            // In a dry run the referenced rows have not been merged. They are in the staging tables.
            staging.readPlannedTables();
        }
        int rejected = rules.stream()
                .mapToInt(rule -> rejects.reject(arguments, file, fileName, rule))
                .sum();
        if (rejected > 0) {
            staging.dropRejected(arguments, file);
            log.info("Import file {}: {} rows rejected, see {}", fileName, rejected, Rejects.rejectFile(arguments));
        }
        return rejected;
    }

    private List<String> header() {
        try (CsvSource source = CsvSource.open(file, path())) {
            return source.header();
        }
    }

    private Path path() {
        return Objects.requireNonNull(arguments.folder().find(file), file.name());
    }
}
