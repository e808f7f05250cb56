package io.eligo.importing.files;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.eligo.importing.files.Utf8Reader.NotUtf8;
import io.eligo.jobs.JobRefused;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An open CSV file, positioned after its header. Any fault of the format throws a {@link JobRefused} that names file
 * and reason.
 */
public final class CsvSource implements Closeable {
    // Longer than any field: an unclosed quote ends the reading here, and not by an OutOfMemoryError.
    private static final int MAX_FIELD_LENGTH = 1 << 20;
    private static final int BUFFER = 1 << 16;
    private static final int MAX_BLANK_ROWS_BEFORE_HEADER = 1_000;

    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

    private final Path path;
    private final FileChannel channel;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;

    private CsvSource(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.records = CsvReader.builder()
                // A row with too many or too few fields becomes a reject.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(MAX_FIELD_LENGTH)
                // Blank rows are skipped by the callers, so that they can stop among a million of them.
                .skipEmptyLines(false)
                .ofCsvRecord(new Utf8Reader(decompress(path, channel)))
                .iterator();
        this.header = firstRow();
    }

    /** @throws JobRefused if it is not a CSV file with the columns of {@code file} */
    public static CsvSource open(CsvFile file, Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path);
            var source = new CsvSource(path, channel);
            source.checkHeader(file);
            return source;
        } catch (IOException e) {
            close(channel, path);
            throw invalid(path, reason(e, "cannot be read"));
        } catch (JobRefused e) {
            close(channel, path);
            throw e;
        }
    }

    // The JDK's stream ends without an error if a gzip member is followed by other data or by a truncated header.
    private static InputStream decompress(Path path, FileChannel channel) throws IOException {
        var raw = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        raw.mark(GZIP_MAGIC.length);
        boolean gzip = Arrays.equals(raw.readNBytes(GZIP_MAGIC.length), GZIP_MAGIC);
        raw.reset();
        if (!CsvFolder.isGzip(path) && gzip) {
            throw invalid(path, "is a gzip file, its name must end in .csv.gz");
        }
        if (!CsvFolder.isGzip(path)) {
            return raw;
        }
        if (!gzip) {
            throw invalid(path, "not a gzip file");
        }
        return gunzip(raw);
    }

    // Its builder is a class of commons-io, which would be a dependency for this line only.
    @SuppressWarnings("deprecation")
    private static InputStream gunzip(InputStream raw) throws IOException {
        return new GzipCompressorInputStream(raw, true);
    }

    private List<String> firstRow() {
        for (int i = 0; i <= MAX_BLANK_ROWS_BEFORE_HEADER; i++) {
            CsvRecord row = next();
            if (row == null || !isBlank(row)) {
                return row == null ? List.of() : row.getFields();
            }
        }
        return List.of();
    }

    /** Whether the row has no value at all, like blank lines and the separator-only rows that spreadsheets write. */
    public static boolean isBlank(CsvRecord row) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            if (!row.getField(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    public List<String> header() {
        return header;
    }

    /** The next record, also a blank one; null after the last. */
    @Nullable
    public CsvRecord next() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw invalid(
                    path,
                    reason(
                            e.getCause() == null ? new IOException(e) : e.getCause(),
                            CsvFolder.isGzip(path)
                                    ? "is damaged, or its gzip data is followed by other data"
                                    : "cannot be read"));
        } catch (CsvParseException e) {
            throw invalid(path, "invalid CSV: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }

    /** The number of bytes read from the file, compressed if it is compressed. */
    public long bytesRead() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw new UncheckedIOException("read position unavailable: " + path, e);
        }
    }

    @Override
    public void close() {
        close(records, path);
    }

    private void checkHeader(CsvFile file) {
        if (header.isEmpty()) {
            throw invalid(path, "is empty; expected a header: " + String.join(",", file.columnNames()));
        }
        Set<String> seen = new HashSet<>();
        for (String column : header) {
            if (!seen.add(column) && file.columnNames().contains(column)) {
                throw invalid(
                        path, String.format(Locale.ROOT, "duplicate column %s; found %s", column, foundColumns()));
            }
        }
        List<String> missing = file.columnNames().stream()
                .filter(column -> !seen.contains(column))
                .toList();
        if (!missing.isEmpty()) {
            throw invalid(
                    path,
                    String.format(
                            Locale.ROOT,
                            "%s %s missing; found %s; expected %s",
                            missing.size() == 1 ? "column " + missing.get(0) : "columns " + String.join(",", missing),
                            missing.size() == 1 ? "is" : "are",
                            foundColumns(),
                            String.join(",", file.columnNames())));
        }
    }

    private String foundColumns() {
        return header.stream().map(ShortText::onOneLine).collect(Collectors.joining(","));
    }

    private static JobRefused invalid(Path path, String reason) {
        return new JobRefused(path.getFileName() + ": " + reason);
    }

    private static String reason(IOException e, String otherwise) {
        if (e instanceof NotUtf8) {
            return "invalid CSV: " + e.getMessage();
        }
        if (e instanceof EOFException) {
            return "is cut off: its gzip data ends too early";
        }
        return otherwise + ": " + IoErrorMessages.describe(e);
    }

    private static void close(@Nullable Closeable open, Path path) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + path, e);
        }
    }
}
