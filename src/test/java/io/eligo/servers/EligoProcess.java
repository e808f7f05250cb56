package io.eligo.servers;

import io.eligo.EligoApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    // Surefire's class path ends with an empty entry, which would be the working directory.
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .collect(Collectors.joining(File.pathSeparator));

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

    /** Starts the process. It does not inherit variables of this process's environment that name servers. */
    public static EligoProcess start(Map<String, String> environment, String... words) {
        try {
            Path output = Files.createTempFile("eligo", ".out");
            output.toFile().deleteOnExit();
            var builder = new ProcessBuilder(Stream.concat(
                                    Stream.of(
                                            JAVA,
                                            "-XX:TieredStopAtLevel=1",
                                            "-cp",
                                            CLASS_PATH,
                                            EligoApplication.class.getName()),
                                    Stream.of(words))
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
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
