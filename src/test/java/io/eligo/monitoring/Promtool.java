package io.eligo.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus' checker of rules. */
final class Promtool {
    /** Runs a command, such as {@code check rules}, on files. A machine without promtool skips the test. */
    static void run(List<String> command, List<Path> files) throws IOException, InterruptedException {
        assumeTrue(
                isInstalled(),
                "promtool is not installed, so the rules in ops/alerts are not tested; Debian's package prometheus has it");
        var arguments = new ArrayList<>(List.of("promtool"));
        arguments.addAll(command);
        files.forEach(file -> arguments.add(file.toString()));
        Process process =
                new ProcessBuilder(arguments).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s", output).isZero();
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }

    private Promtool() {}
}
