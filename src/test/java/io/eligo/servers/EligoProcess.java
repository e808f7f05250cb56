package io.eligo.servers;

import io.eligo.EligoApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Eligo in a separate process, started as by {@code java -jar}, with an exit code; tests can signal and kill it. */
public final class EligoProcess {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    // Created by the first process of a build. The folder of the tests has the settings of the log.
    private static final TestServers.Lazy<List<String>> INSTALLED_CLASSES =
            new TestServers.Lazy<>(() -> ClassArchive.options(EligoProcess::train));
    private static final TestServers.Lazy<List<String>> CLASSES =
            new TestServers.Lazy<>(() -> withTestClasses(INSTALLED_CLASSES.get()));

    // A test that fails may leave its processes behind.
    private static final Queue<Process> STARTED = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path output;

    private EligoProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Creates the archive of classes now, for a test that measures time; otherwise the first start creates it. */
    public static void prepare() {
        CLASSES.get();
    }

    /** Starts the process. It does not inherit variables of this process's environment that name servers. */
    public static EligoProcess start(Map<String, String> environment, String... words) {
        return start(CLASSES.get(), environment, words);
    }

    /** As {@link #start}, but with the application's own settings of the log. */
    public static EligoProcess startAsInstalled(Map<String, String> environment, String... words) {
        return start(INSTALLED_CLASSES.get(), environment, words);
    }

    private static EligoProcess start(List<String> options, Map<String, String> environment, String... words) {
        try {
            Path output = Files.createTempFile("eligo", ".out");
            output.toFile().deleteOnExit();
            // As the manifest of the jar says: without it, newer JDKs warn about the native transport of Redis's
            // client.
            var command = new ArrayList<>(
                    List.of(JAVA, "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UseTransparentHugePages"));
            command.addAll(options);
            command.add(EligoApplication.class.getName());
            command.addAll(List.of(words));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SPRING_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            STARTED.add(process);
            process.getOutputStream().close();
            return new EligoProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException("starting a process", e);
        }
    }

    private static void train(List<String> options) {
        EligoProcess process = start(options, environmentFor(TestServers.migratedDatabase()), "run", "full-rebuild");
        if (process.exitCode() != 0) {
            throw new IllegalStateException("a rebuild failed: " + process.outputLines());
        }
    }

    /** Folders may follow what the archive was created with. */
    private static List<String> withTestClasses(List<String> options) {
        String folders = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        var all = new ArrayList<>(options);
        all.add(all.remove(all.size() - 1) + File.pathSeparator + folders);
        return all;
    }

    /** The environment variables that point the process at a database. */
    public static Map<String, String> environmentFor(JdbcConnectionDetails database) {
        return Map.of(
                "SPRING_DATASOURCE_URL", database.getJdbcUrl(),
                "SPRING_DATASOURCE_USERNAME", String.valueOf(database.getUsername()),
                "SPRING_DATASOURCE_PASSWORD", String.valueOf(database.getPassword()));
    }

    /** Waits for the process to end by itself, at most 5 minutes. */
    public int exitCode() {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after 5 minutes: " + outputLines());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** SIGTERM, as an operator or an orchestrator sends it; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** {@code kill -9}; returns when the process has ended. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGSTOP: the process is alive but does nothing. */
    public void pause() {
        ProcessSignal.send(ProcessSignal.STOP, process);
    }

    public void resume() {
        ProcessSignal.send(ProcessSignal.CONT, process);
    }

    /** The output so far. */
    public List<String> outputLines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
