package io.eligo.servers;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The folder {@code complete-journey}: the data set 84.51 "The Complete Journey" as an import folder with expected answers. It is not
 * part of the project; {@code -Dcomplete-journey=DIR} names the folder.
 */
public final class CompleteJourneyData {
    private static final Path FOLDER =
            Path.of(System.getProperty("complete-journey", "../shared/data/complete-journey"));

    public static final String MISSING =
            "no data in " + FOLDER.toAbsolutePath().normalize() + "; -Dcomplete-journey=DIR names it";

    public static boolean isPresent() {
        return Files.exists(FOLDER.resolve("merchants.csv"));
    }

    public static Path folder() {
        return FOLDER;
    }

    /** The rows of {@code NAME.csv} or {@code NAME.csv.gz}, by column. */
    public static List<Map<String, String>> rows(String name) {
        try (var records = CsvReader.builder().ofNamedCsvRecord(reader(name))) {
            return records.stream().map(NamedCsvRecord::getFieldsAsMap).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reader reader(String name) throws IOException {
        Path plain = FOLDER.resolve(name + ".csv");
        return Files.exists(plain)
                ? Files.newBufferedReader(plain)
                : new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + ".csv.gz"))),
                        StandardCharsets.UTF_8);
    }

    private CompleteJourneyData() {}
}
