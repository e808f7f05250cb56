package io.eligo.importing;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFiles;
import io.eligo.importing.files.CsvSource;
import io.eligo.importing.files.ParsedRow;
import io.eligo.importing.files.RowParser;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stages the valid rows of the catalogue's files, a chunk per call, up to the first file with which there are more invalid rows
 * than {@code max-rejects}: that file and all after it would not be merged.
 */
final class CatalogStaging implements AutoCloseable {
    private final Staging staging;
    private final ImportArguments arguments;
    private final int chunk;
    private final Deque<CsvFile> pendingFiles;
    private @Nullable OpenFile open;
    private long invalidRows;

    private record OpenFile(CsvFile file, CsvSource rows, RowParser parser) {}

    CatalogStaging(ImportedFiles files, Staging staging, ImportArguments arguments, int chunk) {
        this.staging = staging;
        this.arguments = arguments;
        this.chunk = chunk;
        this.pendingFiles = new ArrayDeque<>(CsvFiles.IN_LOAD_ORDER.stream()
                .filter(file -> file != CsvFiles.CUSTOMER_TYPES && files.isOpen(arguments, file))
                .toList());
    }

    /** Returns whether the folder has no file to stage. */
    boolean isEmpty() {
        return open == null && pendingFiles.isEmpty();
    }

    /** Stages the next chunk in the caller's transaction. Does nothing and returns false if all files are staged. */
    boolean stageNext() {
        if (open == null) {
            if (pendingFiles.isEmpty()) {
                return false;
            }
            open = openFile(pendingFiles.remove());
        }
        OpenFile current = open;
        var valid = new ArrayList<ParsedRow>();
        boolean hasMore = parse(current, valid);
        staging.copy(Staging.copyTarget(current.file()), valid);
        if (invalidRows > arguments.maxRejects()) {
            staging.truncate(current.file());
            pendingFiles.clear();
            close();
        } else if (!hasMore) {
            staging.updateStatistics(current.file());
            close();
        }
        return true;
    }

    /** Parses up to a chunk of rows, up to one invalid row too many. Returns whether the file may have more rows. */
    private boolean parse(OpenFile file, List<ParsedRow> valid) {
        for (int read = 0; read < chunk && invalidRows <= arguments.maxRejects(); read++) {
            CsvRecord row = file.rows().next();
            if (row == null) {
                return false;
            }
            ParsedRow parsed = file.parser().parse(row);
            if (parsed instanceof ParsedRow.ValidRow) {
                valid.add(parsed);
            } else {
                invalidRows++;
            }
        }
        return true;
    }

    private OpenFile openFile(CsvFile file) {
        Path path = Objects.requireNonNull(arguments.folder().find(file), file.name());
        CsvSource source = CsvSource.open(file, path);
        return new OpenFile(
                file,
                source,
                new RowParser(file, path.getFileName().toString(), arguments.jobInstance(), source.header()));
    }

    /** Closes the file that is being read. */
    @Override
    public void close() {
        if (open != null) {
            open.rows().close();
            open = null;
        }
    }
}
