package io.eligo.jobs.importing;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.importing.Utf8Reader.NotUtf8;
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

/** A CSV file, open behind its header. Whatever makes it no CSV is a {@link JobRefused} that names file and reason. */
final class CsvSource implements Closeable {
    // Longer than any field: where a quote is not closed this stops the reading, not the end of memory.
    private static final int LONGEST_FIELD = 1 << 20;
    private static final int BUFFER = 1 << 16;
    private static final int MOST_BLANK_ROWS_BEFORE_THE_HEADER = 1_000;

    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

    private final Path path;
    private final FileChannel channel;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;

    private CsvSource(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.records = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowUnclosedQuote(false)
                .allowExtraCharsAfterClosingQuote(false)
                .maxBufferSize(LONGEST_FIELD)
                // Left out by those who read, so that they can stop among a million of them.
                .skipEmptyLines(false)
                .ofCsvRecord(new Utf8Reader(unzipped(path, channel)))
                .iterator();
        this.header = firstRow();
    }

    /** @throws JobRefused if it is no CSV file with the columns of {@code file} */
    static CsvSource open(CsvFile file, Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path);
            var source = new CsvSource(path, channel);
            source.checkHeader(file);
            return source;
        } catch (IOException e) {
            close(channel, path);
            throw bad(path, reason(e, "cannot be read"));
        } catch (JobRefused e) {
            close(channel, path);
            throw e;
        }
    }

    // The JDK's stream ends without a word where what follows a gzip member is not one, or is cut off in its header.
    private static InputStream unzipped(Path path, FileChannel channel) throws IOException {
        var raw = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        raw.mark(GZIP_MAGIC.length);
        boolean gzip = Arrays.equals(raw.readNBytes(GZIP_MAGIC.length), GZIP_MAGIC);
        raw.reset();
        if (!Folder.zipped(path) && gzip) {
            throw bad(path, "is a gzip file; a name that ends in .csv.gz says so");
        }
        if (!Folder.zipped(path)) {
            return raw;
        }
        if (!gzip) {
            throw bad(path, "is no gzip file");
        }
        return new GzipCompressorInputStream(raw, true);
    }

    private List<String> firstRow() {
        for (int i = 0; i <= MOST_BLANK_ROWS_BEFORE_THE_HEADER; i++) {
            CsvRecord row = next();
            if (row == null || !isBlank(row)) {
                return row == null ? List.of() : row.getFields();
            }
        }
        return List.of();
    }

    /** Whether the row has no value at all, as blank lines and the rows of separators that spreadsheets leave. */
    static boolean isBlank(CsvRecord row) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            if (!row.getField(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    List<String> header() {
        return header;
    }

    /** The next record, blank ones too; null after the last. */
    @Nullable
    CsvRecord next() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw bad(
                    path,
                    reason(
                            e.getCause() == null ? new IOException(e) : e.getCause(),
                            Folder.zipped(path)
                                    ? "is damaged, or what follows its gzip data is no gzip"
                                    : "cannot be read"));
        } catch (CsvParseException e) {
            throw bad(path, "is no CSV: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }

    /** How much of the file, as it lies there, has been read. */
    long bytesRead() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw new UncheckedIOException("asking how far " + path + " is read", e);
        }
    }

    @Override
    public void close() {
        close(records, path);
    }

    private void checkHeader(CsvFile file) {
        if (header.isEmpty()) {
            throw bad(path, "is empty; expected a header: " + String.join(",", file.columnNames()));
        }
        Set<String> seen = new HashSet<>();
        for (String column : header) {
            if (!seen.add(column) && file.columnNames().contains(column)) {
                throw bad(path, String.format(Locale.ROOT, "column %s is there twice; found %s", column, found()));
            }
        }
        List<String> missing = file.columnNames().stream()
                .filter(column -> !seen.contains(column))
                .toList();
        if (!missing.isEmpty()) {
            throw bad(
                    path,
                    String.format(
                            Locale.ROOT,
                            "%s %s missing; found %s; expected %s",
                            missing.size() == 1 ? "column " + missing.get(0) : "columns " + String.join(",", missing),
                            missing.size() == 1 ? "is" : "are",
                            found(),
                            String.join(",", file.columnNames())));
        }
    }

    private String found() {
        return header.stream().map(Printable::line).collect(Collectors.joining(","));
    }

    private static JobRefused bad(Path path, String reason) {
        return new JobRefused(path.getFileName() + ": " + reason);
    }

    private static String reason(IOException e, String otherwise) {
        if (e instanceof NotUtf8) {
            return "is no CSV: " + e.getMessage();
        }
        if (e instanceof EOFException) {
            return "is cut off: its gzip data ends too early";
        }
        return otherwise + ": " + Trouble.reason(e);
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
