package io.eligo.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.MarkdownTables;
import io.eligo.monitoring.AlertRules.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ops/runbooks/try}, which causes the faults of alerts on a trial installation: of each alert, or the document says why not. */
class AlertTrialsTest {
    private static final Path SCRIPT = Path.of("ops/runbooks/try");
    private static final Path DOCUMENT = Path.of("docs/monitoring.md");
    private static final String HEADER = "alert that the script cannot cause";
    private static final Pattern DURATION = Pattern.compile("(?<=\\[|offset |for: )\\d+[smhd]");

    @Test
    void eachAlertIsCausedByTheScriptOrHasAReasonWhyNot() throws Exception {
        var alerts = new ArrayList<>(run());
        alerts.addAll(reasons().map(row -> row.get(0).replace("`", "")).toList());
        assertThat(alerts)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        AlertRules.read().alerts().stream().map(Alert::name).toList());
        assertThat(reasons()).allSatisfy(row -> assertThat(row.get(1)).hasSizeGreaterThan(20));
    }

    @Test
    void eachFaultHasARemedyAndAnAlert() throws IOException {
        String script = Files.readString(SCRIPT);
        String table = script.substring(script.indexOf("\nALERTS='") + 9, script.indexOf("\n'\n"));
        List<String> faults = table.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" +")[1])
                .distinct()
                .toList();
        assertThat(found("(?m)^(\\w+)\\.fault\\(\\) \\{", script)).containsExactlyInAnyOrderElementsOf(faults);
        assertThat(found("(?m)^(\\w+)\\.remedy\\(\\) \\{", script)).containsExactlyInAnyOrderElementsOf(faults);
    }

    @Test
    void theRulesForTrialsDifferInTheirWindowsOnly(@TempDir Path folder) throws Exception {
        run("--rules", "60", folder.toString());
        List<Path> files = AlertRules.files(AlertRules.FOLDER);
        assertThat(AlertRules.files(folder)).hasSameSizeAs(files);
        for (Path file : files) {
            String shorter = Files.readString(folder.resolve(file.getFileName()));
            assertThat(DURATION.matcher(shorter).replaceAll("1s"))
                    .isEqualTo(DURATION.matcher(Files.readString(file)).replaceAll("1s"));
            assertThat(DURATION.matcher(shorter).results().map(MatchResult::group))
                    .allSatisfy(window -> assertThat(window).endsWith("s"))
                    .allSatisfy(window ->
                            assertThat(Slo.duration(window).toSeconds()).isGreaterThanOrEqualTo(20));
        }
        assertThat(Files.readString(folder.resolve("changes.yml"))).contains("[60s]", "for: 240s");
        Promtool.run(List.of("check", "rules"), AlertRules.files(folder));
    }

    private static Stream<List<String>> reasons() throws IOException {
        return MarkdownTables.read(DOCUMENT).stream()
                .filter(table -> table.get(0).get(0).equals(HEADER))
                .flatMap(table -> table.stream().skip(1));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("bash", SCRIPT.toString()), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as("%s", output).isZero();
        return output;
    }
}
