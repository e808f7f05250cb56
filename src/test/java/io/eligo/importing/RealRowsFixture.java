package io.eligo.importing;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.eligo.importing.files.CsvFile;
import io.eligo.importing.files.CsvFolder;
import io.eligo.servers.CompleteJourneyData;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The rows of one file of the real data, with invalid rows inserted between them. */
final class RealRowsFixture {
    final Path path;
    private final List<String> header;
    private final List<String[]> rows;
    private final List<String[]> good;

    RealRowsFixture(CsvFile file) {
        path = Objects.requireNonNull(new CsvFolder(CompleteJourneyData.folder()).find(file), file.name());
        try (InputStream raw = Files.newInputStream(path);
                var in = new InputStreamReader(
                        CsvFolder.isGzip(path) ? new GZIPInputStream(raw) : raw, StandardCharsets.UTF_8);
                var csv = CsvReader.builder().ofCsvRecord(in)) {
            rows = new ArrayList<>(csv.stream()
                    .map(CsvRecord::getFields)
                    .map(fields -> fields.toArray(String[]::new))
                    .toList());
            header = List.of(rows.remove(0));
            good = List.copyOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the source, without the inserted ones. */
    List<String[]> good() {
        return good;
    }

    String get(String[] row, String column) {
        return row[header.indexOf(column)];
    }

    void set(String[] row, String column, String value) {
        row[header.indexOf(column)] = value;
    }

    boolean has(String column) {
        return header.contains(column);
    }

    String[] any(Random random) {
        return good.get(random.nextInt(good.size()));
    }

    /** Inserts the row at a random position. */
    void insert(String[] row, Random random) {
        rows.add(random.nextInt(rows.size() + 1), row);
    }

    /** Inserts the row at a random position after its twin. */
    void insertAfter(String[] twin, String[] row, Random random) {
        int after = rows.indexOf(twin) + 1;
        rows.add(after + random.nextInt(rows.size() - after + 1), row);
    }

    long line(String[] row) {
        return rows.indexOf(row) + 2L;
    }

    void write(Path dir) {
        Path target = dir.resolve(path.getFileName());
        try (var raw = Files.newOutputStream(target);
                Writer out = new OutputStreamWriter(
                        CsvFolder.isGzip(path) ? new GZIPOutputStream(raw) : raw, StandardCharsets.UTF_8);
                CsvWriter csv =
                        CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
            csv.writeRecord(header);
            rows.forEach(csv::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
