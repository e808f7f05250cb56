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

/** A server that a killed JVM left running, known by the file in which it wrote its process id. */
final class OrphanedServer {
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);
    private static final long TERMINATION_TIMEOUT_SECONDS = 30;

    private OrphanedServer() {}

    /** Ends the process that wrote the file, if it lives and its program is {@code program}, and removes the file. */
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

    // A number in a file is not yet our process: after a restart of the machine it may be anybody's. One that began
    // after
    // the file was written did not write it.
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
