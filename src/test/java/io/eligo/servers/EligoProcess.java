package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The program in a process of its own, with an exit code and a life that can be ended. */
public final class EligoProcess {
    private final Process process;
    private final Path output;

    private EligoProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the main class on this JVM's class path with these words on its command line. */
    public static EligoProcess start(JdbcConnectionDetails database, String... words) {
        try {
            Path output = Files.createTempFile("eligo", ".out");
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.eligo.EligoApplication"));
            command.addAll(List.of(words));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("SPRING_DATASOURCE_URL", database.getJdbcUrl());
            builder.environment().put("SPRING_DATASOURCE_USERNAME", String.valueOf(database.getUsername()));
            builder.environment().put("SPRING_DATASOURCE_PASSWORD", String.valueOf(database.getPassword()));
            return new EligoProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("starting a process", e);
        }
    }

    /** The exit code, once it has ended by itself. */
    public int exitCode() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after 2 minutes:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean running() {
        return process.isAlive();
    }

    /** {@code kill -9}, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
