package io.eligo.importing;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.importing.files.CsvSource;
import io.eligo.importing.files.ParsedRow;
import io.eligo.importing.files.RowParser;
import io.eligo.jobs.progress.Progress;
import io.eligo.jobs.runtime.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Loads one file into its staging table, always from its beginning: rows staged by an earlier attempt are discarded. A
 * chunk costs one COPY of the valid rows, and one of the invalid ones if there are any. Reading stops once the number
 * of rejects exceeds the limit; the check then fails the job.
 */
@Component
@StepScope
class FileStagingItems
        implements ItemStreamReader<CsvRecord>, ItemProcessor<CsvRecord, ParsedRow>, ItemWriter<ParsedRow> {
    private final ImportedFiles files;
    private final Staging staging;
    private final Rejects rejects;
    private final Progress progress;
    private final StopSignal stop;
    private final StepExecution step;
    private final CsvFile file;
    private final ImportArguments arguments;

    private @Nullable CsvSource source;
    private @Nullable RowParser parser;
    private long rejected;
    private long rows;
    private long reportedRows;

    FileStagingItems(
            ImportedFiles files,
            Staging staging,
            Rejects rejects,
            Progress progress,
            StopSignal stop,
            @Value("#{stepExecution}") StepExecution step) {
        this.files = files;
        this.staging = staging;
        this.rejects = rejects;
        this.progress = progress;
        this.stop = stop;
        this.step = step;
        this.file = CsvFiles.forStep(step);
        this.arguments = ImportArguments.of(step);
    }

    @Override
    public void open(ExecutionContext context) {
        if (!files.isOpen(arguments, file)) {
            return;
        }
        staging.truncate(file);
        rejects.clear(arguments, file);
        rejected = rejects.count(arguments);
        Path path = Objects.requireNonNull(arguments.folder().find(file), file.name());
        source = CsvSource.open(file, path);
        parser = new RowParser(file, path.getFileName().toString(), arguments.jobInstance(), source.header());
        progress.begin(file.name() + ", read", files.getRowCount(arguments, file));
    }

    @Override
    public @Nullable CsvRecord read() {
        if (source == null || rejected > arguments.maxRejects()) {
            return null;
        }
        return source.next();
    }

    /** Null for a blank row; Spring Batch counts it as filtered. */
    @Override
    public @Nullable ParsedRow process(CsvRecord row) {
        if (CsvSource.isBlank(row)) {
            return null;
        }
        rows++;
        ParsedRow parsed = Objects.requireNonNull(parser).parse(row);
        if (parsed instanceof ParsedRow.InvalidRow) {
            rejected++;
        }
        return parsed;
    }

    @Override
    public void write(Chunk<? extends ParsedRow> chunk) {
        copy(Staging.copyTarget(file), chunk, ParsedRow.ValidRow.class);
        copy(Rejects.COPY_TARGET, chunk, ParsedRow.InvalidRow.class);
    }

    @Override
    public void update(ExecutionContext context) {
        progress.advance(rows - reportedRows);
        reportedRows = rows;
        stop.stopIfRequested(step);
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
            progress.end();
        }
    }

    private void copy(String target, Chunk<? extends ParsedRow> chunk, Class<? extends ParsedRow> kind) {
        List<? extends ParsedRow> rows =
                chunk.getItems().stream().filter(kind::isInstance).toList();
        if (!rows.isEmpty()) {
            staging.copy(target, rows);
        }
    }
}
