package io.eligo.importing.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that is imported. */
public record CsvFolder(Path dir) {
    private static final String GZIP_EXTENSION = ".csv.gz";
    private static final List<String> EXTENSIONS = List.of(".csv", GZIP_EXTENSION);

    public static boolean isGzip(Path path) {
        return path.toString().endsWith(GZIP_EXTENSION);
    }

    /** Null if the folder has none. */
    @Nullable
    public Path find(CsvFile file) {
        List<Path> variants = findVariants(file);
        return variants.isEmpty() ? null : variants.get(0);
    }

    /** Size and time of last change; null if there is no such file. */
    @Nullable
    public String fingerprint(CsvFile file) {
        Path path = find(file);
        if (path == null) {
            return null;
        }
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return String.format(
                    Locale.ROOT, "%s %d %s", path.getFileName(), attributes.size(), attributes.lastModifiedTime());
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + path, e);
        }
    }

    /** What is wrong with the folder as such, whatever is in the files; no text if nothing. */
    public List<String> findFaults() {
        if (!Files.exists(dir)) {
            return List.of(String.format(Locale.ROOT, "%s: no such folder", dir));
        }
        if (!Files.isDirectory(dir)) {
            return List.of(String.format(Locale.ROOT, "%s: is no folder", dir));
        }
        if (!Files.isReadable(dir) || !Files.isExecutable(dir)) {
            return List.of(
                    String.format(Locale.ROOT, "%s: cannot be read: no permission to list and enter the folder", dir));
        }
        var faults = new ArrayList<String>();
        for (CsvFile file : CsvFiles.IN_LOAD_ORDER) {
            findVariants(file).stream()
                    .flatMap(path -> findFault(path).stream())
                    .forEach(faults::add);
            if (findVariants(file).size() > 1) {
                faults.add(String.format(
                        Locale.ROOT,
                        "%s.csv: there is %s.csv.gz beside it; keep one of them",
                        file.name(),
                        file.name()));
            }
        }
        if (CsvFiles.IN_LOAD_ORDER.stream().allMatch(file -> find(file) == null)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "%s: has none of the files %s, .csv or .csv.gz",
                    dir,
                    String.join(
                            ", ",
                            CsvFiles.IN_LOAD_ORDER.stream().map(CsvFile::name).toList())));
        }
        return faults;
    }

    private static Optional<String> findFault(Path path) {
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s: cannot be read: it is a link to %s, which does not exist",
                    path.getFileName(),
                    target(path)));
        }
        // A pipe would hold the job up until it is written to.
        if (!Files.isRegularFile(path)) {
            return Optional.of(
                    String.format(Locale.ROOT, "%s: cannot be read: it is not a regular file", path.getFileName()));
        }
        return Files.isReadable(path)
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%s: cannot be read: no permission", path.getFileName()));
    }

    private static String target(Path link) {
        try {
            return PrintableText.onOneLine(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + link, e);
        }
    }

    /** Names of what is not ours; a misspelt one would be among them. */
    public List<String> findUnknownFiles() {
        try (Stream<Path> all = Files.list(dir)) {
            List<Path> known = CsvFiles.IN_LOAD_ORDER.stream()
                    .flatMap(file -> findVariants(file).stream())
                    .toList();
            return all.filter(path -> !known.contains(path))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + dir, e);
        }
    }

    // A link that leads nowhere is a file that cannot be read, not one that is left out.
    private List<Path> findVariants(CsvFile file) {
        return EXTENSIONS.stream()
                .map(ending -> dir.resolve(file.name() + ending))
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }
}
