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

/** The import folder. */
public record CsvFolder(Path dir) {
    private static final String GZIP_EXTENSION = ".csv.gz";
    private static final List<String> EXTENSIONS = List.of(".csv", GZIP_EXTENSION);

    public static boolean isGzip(Path path) {
        return path.toString().endsWith(GZIP_EXTENSION);
    }

    /** Null if the folder does not have the file. */
    @Nullable
    public Path find(CsvFile file) {
        List<Path> variants = findVariants(file);
        return variants.isEmpty() ? null : variants.get(0);
    }

    /** Size and modification time; null if there is no such file. */
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
            throw new UncheckedIOException("file attributes unreadable: " + path, e);
        }
    }

    /** The faults of the folder itself, regardless of the files' content; empty if there are none. */
    public List<String> findFaults() {
        if (!Files.exists(dir)) {
            return List.of(String.format(Locale.ROOT, "%s: no such folder", dir));
        }
        if (!Files.isDirectory(dir)) {
            return List.of(String.format(Locale.ROOT, "%s: not a folder", dir));
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
                        "%s.csv: %s.csv.gz exists as well; keep one of the two",
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
        // Reading a pipe would block the job until a writer appears.
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
            return ShortText.onOneLine(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            throw new UncheckedIOException("link unreadable: " + link, e);
        }
    }

    /** Names of files that the import does not know. A misspelt file name appears here. */
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

    // A broken link is an unreadable file, not a missing one.
    private List<Path> findVariants(CsvFile file) {
        return EXTENSIONS.stream()
                .map(ending -> dir.resolve(file.name() + ending))
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }
}
