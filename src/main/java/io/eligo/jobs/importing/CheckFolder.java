package io.eligo.jobs.importing;

import io.eligo.jobs.Progress;
import io.eligo.jobs.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/**
 * Before any row is loaded: reads all files that are to be imported from end to end, so that one that is cut off or has an
 * unclosed quote cannot leave half a folder imported. Costs a second or so a million rows.
 */
@Component
class CheckFolder implements Tasklet {
    private static final Logger log = LoggerFactory.getLogger(CheckFolder.class);
    private static final int STRIDE = 10_000;

    private final ImportedFiles files;
    private final Rejects rejects;
    private final Progress progress;
    private final StopSignal stop;

    CheckFolder(ImportedFiles files, Rejects rejects, Progress progress, StopSignal stop) {
        this.files = files;
        this.rejects = rejects;
        this.progress = progress;
        this.stop = stop;
    }

    /** @throws BadFolder naming all that is wrong */
    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        StepExecution step = contribution.getStepExecution();
        Run run = Run.of(step);
        rejects.write(run);
        refuse(run.folder().faults());
        List<String> strangers = run.folder().strangers();
        if (!strangers.isEmpty()) {
            log.info("not files of an import, left alone: {}", String.join(", ", strangers));
        }
        var faults = new ArrayList<String>();
        for (CsvFile file : files.open(run)) {
            rejects.forget(run, file);
            Path path = run.folder().find(file);
            if (path != null && !step.isTerminateOnly()) {
                try {
                    files.hasRows(run, file, rows(file, path));
                } catch (BadFolder e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
                stop.heed(step);
            }
        }
        refuse(faults);
        return RepeatStatus.FINISHED;
    }

    private long rows(CsvFile file, Path path) {
        progress.begin("checking " + path.getFileName() + ", bytes", size(path));
        long rows = 0;
        try (CsvSource source = CsvSource.open(file, path)) {
            logAdditional(file, path, source.header());
            long shown = 0;
            while (source.next() != null) {
                if (++rows % STRIDE == 0) {
                    progress.advance(source.bytesRead() - shown);
                    shown = source.bytesRead();
                }
            }
            progress.advance(source.bytesRead() - shown);
        } finally {
            progress.end();
        }
        return rows;
    }

    private static void logAdditional(CsvFile file, Path path, List<String> header) {
        List<String> additional = header.stream()
                .filter(column -> !file.columnNames().contains(column))
                .map(Printable::of)
                .toList();
        if (!additional.isEmpty()) {
            log.info("{}: columns that are not imported: {}", path.getFileName(), String.join(", ", additional));
        }
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + path, e);
        }
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new BadFolder(String.join("; ", faults));
        }
    }
}
