package io.eligo.jobs.importing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that is imported. */
record Folder(Path dir) {
    private static final String ZIPPED = ".csv.gz";
    private static final List<String> ENDINGS = List.of(".csv", ZIPPED);

    static boolean zipped(Path path) {
        return path.toString().endsWith(ZIPPED);
    }

    /** Null if the folder has none. */
    @Nullable
    Path find(CsvFile file) {
        List<Path> variants = variants(file);
        return variants.isEmpty() ? null : variants.get(0);
    }

    /** Size and time of last change; null if there is no such file. */
    @Nullable
    String fingerprint(CsvFile file) {
        Path path = find(file);
        if (path == null) {
            return null;
        }
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return "%s %d %s".formatted(path.getFileName(), attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + path, e);
        }
    }

    /** What is wrong with the folder as such, whatever is in the files; no text if nothing. */
    List<String> faults() {
        if (!Files.exists(dir)) {
            return List.of("%s: no such folder".formatted(dir));
        }
        if (!Files.isDirectory(dir) || !Files.isReadable(dir)) {
            return List.of("%s: %s".formatted(dir, Files.isDirectory(dir) ? "cannot be read" : "is no folder"));
        }
        var faults = new ArrayList<String>();
        for (CsvFile file : CsvFiles.IN_ORDER) {
            if (variants(file).size() > 1) {
                faults.add(
                        "%s.csv: there is %s.csv.gz beside it; keep one of them".formatted(file.name(), file.name()));
            }
        }
        if (CsvFiles.IN_ORDER.stream().allMatch(file -> find(file) == null)) {
            faults.add("%s: has none of the files %s, .csv or .csv.gz"
                    .formatted(
                            dir,
                            String.join(
                                    ", ",
                                    CsvFiles.IN_ORDER.stream()
                                            .map(CsvFile::name)
                                            .toList())));
        }
        return faults;
    }

    /** Names of what is not ours; a misspelt one would be among them. */
    List<String> strangers() {
        try (Stream<Path> all = Files.list(dir)) {
            List<Path> known = CsvFiles.IN_ORDER.stream()
                    .flatMap(file -> variants(file).stream())
                    .toList();
            return all.filter(path -> !known.contains(path))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + dir, e);
        }
    }

    private List<Path> variants(CsvFile file) {
        return ENDINGS.stream()
                .map(ending -> dir.resolve(file.name() + ending))
                .filter(Files::exists)
                .toList();
    }
}
