package io.eligo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Prometheus that has recorded metrics and scrapes nothing. */
final class BackfilledPrometheus implements AutoCloseable {
    /** A block has two hours, and promtool reads the file once for each. */
    private static final Duration FILE = Duration.ofHours(12);

    private static final Pattern ADDRESS = Pattern.compile("msg=\"Listening on\" address=(\\S+)");

    private final Process process;
    private final Path log;

    private BackfilledPrometheus(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** A machine without Prometheus skips the test. */
    static BackfilledPrometheus start(Path folder, RecordedMetrics metrics, Instant from, Instant to)
            throws IOException, InterruptedException {
        assumeTrue(
                isInstalled("prometheus") && isInstalled("promtool"),
                "prometheus is not installed, so the report is not tested with it; Debian's package prometheus has it");
        Path data = folder.resolve("data");
        for (Instant start = from; start.isBefore(to); start = start.plus(FILE)) {
            Path file = folder.resolve("metrics.txt");
            Files.writeString(file, metrics.openMetrics(start, start.plus(FILE)));
            run("promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", file.toString(), data.toString());
        }
        Path settings = Files.writeString(folder.resolve("prometheus.yml"), "global: {scrape_interval: 1m}\n");
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + data,
                        "--storage.tsdb.retention.time=100y",
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var prometheus = new BackfilledPrometheus(process, log);
        await().until(() -> prometheus.isReady());
        return prometheus;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }

    private boolean isReady() throws IOException {
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        return Files.readString(log).contains("Server is ready to receive web requests")
                && address().isPresent();
    }

    private Optional<String> address() throws IOException {
        return ADDRESS.matcher(Files.readString(log))
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst();
    }

    String url() throws IOException {
        return "http://" + address().orElseThrow();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
