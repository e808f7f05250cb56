package io.eligo.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server process that a killed JVM left running, found by the file with its process id. */
final class OrphanedServer {
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);
    private static final long TERMINATION_TIMEOUT_SECONDS = 30;

    private OrphanedServer() {}

    /** Ends the process with the id in the file if it is alive and runs {@code program}, and removes the file. */
    static void terminate(Path pidFile, String program) {
        try {
            if (!Files.exists(pidFile)) {
                return;
            }
            findWriter(pidFile, program).ifPresent(OrphanedServer::terminate);
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + pidFile, e);
        }
    }

    // The id in the file may belong to another process after a restart of the machine. A process that started after the
    // file was written did not write it.
    private static Optional<ProcessHandle> findWriter(Path pidFile, String program) throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        Instant written = Files.getLastModifiedTime(pidFile).toInstant();
        if (lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(process -> process.info()
                        .command()
                        .map(path -> Path.of(path).getFileName().toString().startsWith(program))
                        .orElse(false))
                .filter(process -> process.info()
                        .startInstant()
                        .map(began -> !began.isAfter(written.plus(CLOCK_SLACK)))
                        .orElse(true));
    }

    private static void terminate(ProcessHandle process) {
        process.destroy();
        process.onExit()
                .orTimeout(TERMINATION_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
