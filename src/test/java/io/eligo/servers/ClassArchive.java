package io.eligo.servers;

import io.eligo.EligoApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A jar of the application's classes, and an archive of all classes that it loads (class-data sharing): a process starts with two
 * thirds of the CPU time. Created once for each compilation, also where several JVMs run tests. A JVM that cannot use the archive
 * starts without it.
 */
final class ClassArchive {
    private static final Path FOLDER = Path.of("target", "class-archive");

    private final Path jar;
    private final Path archive;
    private final String classPath;

    private ClassArchive(Path jar, Path archive, String classPath) {
        this.jar = jar;
        this.archive = archive;
        this.classPath = classPath;
    }

    /** @param training receives options of the JVM, starts a process of the application with them, and waits for its end */
    static List<String> options(Consumer<List<String>> training) {
        try {
            Path classes = Path.of(EligoApplication.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            List<String> libraries = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.endsWith(".jar"))
                    .toList();
            String name = fingerprint(classes, libraries);
            Path jar = FOLDER.resolve(name + ".jar");
            String classPath = Stream.concat(Stream.of(jar.toString()), libraries.stream())
                    .collect(Collectors.joining(File.pathSeparator));
            var created = new ClassArchive(jar, FOLDER.resolve(name + ".jsa"), classPath);
            created.createOnce(classes, training);
            return created.options("-XX:SharedArchiveFile=");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> options(String archiveOption) {
        // A test that reads the output of a process expects nothing about the archive. On JDK 25 the JVM reports as an
        // error that the
        // archive of the JDK was made without native access.
        return List.of("-Xlog:all=error,cds=off", archiveOption + archive, "-cp", classPath);
    }

    private void createOnce(Path classes, Consumer<List<String>> training) throws IOException {
        Files.createDirectories(FOLDER);
        try (var channel =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (!lock.isValid() || Files.exists(jar)) {
                return;
            }
            deleteEarlier();
            Path incomplete = jar.resolveSibling("incomplete.jar");
            ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(
                            System.out,
                            System.err,
                            "--create",
                            "--no-compress",
                            "--file",
                            incomplete.toString(),
                            "-C",
                            classes.toString(),
                            ".");
            Files.move(incomplete, jar, StandardCopyOption.ATOMIC_MOVE);
            training.accept(options("-XX:ArchiveClassesAtExit="));
        }
    }

    private static void deleteEarlier() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(jar|jsa)"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private static String fingerprint(Path classes, List<String> libraries) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            String versions = files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .collect(Collectors.joining());
            return Integer.toHexString((versions + libraries + System.getProperty("java.home")).hashCode());
        }
    }
}
