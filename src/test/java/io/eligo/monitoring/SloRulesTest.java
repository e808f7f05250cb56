package io.eligo.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dslo.write=true} writes the rules of {@code ops/slo.yml} and their tests; without, the test fails if they differ. */
class SloRulesTest {
    private static final Slo SLO = Slo.read(Path.of("ops/slo.yml"));
    private static final Path ALERTS = Path.of("ops/alerts");

    @Test
    void theRulesAndTheirTestsFollowFromTheObjectives() throws IOException {
        if (Boolean.getBoolean("slo.write")) {
            write(SLO, ALERTS);
        }
        assertThat(ALERTS.resolve("slo.yml"))
                .as("run this test with -Dslo.write=true to generate it again")
                .hasContent(SloRules.generate(SLO));
        for (Map.Entry<String, String> file : SloTestCases.generate(SLO).entrySet()) {
            assertThat(ALERTS.resolve("tests").resolve(file.getKey())).hasContent(file.getValue());
        }
    }

    @Test
    void anotherObjectiveIsAnotherNumber(@TempDir Path folder) throws Exception {
        Slo changed = new Slo(
                SLO.window(),
                SLO.alerts(),
                SLO.objectives().stream()
                        .map(objective -> new Slo.Objective(
                                objective.name(), new BigDecimal("99.5"), objective.meaning(), objective.indicator()))
                        .toList());
        Promtool.run(List.of("test", "rules"), write(changed, folder).subList(0, 1));
    }

    @Test
    void anObjectiveWhoseAlertCouldNeverFireIsRefused() {
        assertThatThrownBy(() -> Slo.parse(Map.of(
                        "window",
                        "30d",
                        "alerts",
                        Map.of(
                                "Fast",
                                Map.of(
                                        "severity",
                                        "page",
                                        "burns",
                                        List.of(Map.of("budget", 0.02, "long", "1h", "short", "5m")))),
                        "objectives",
                        Map.of(
                                "answers-correct",
                                Map.of(
                                        "objective",
                                        90,
                                        "meaning",
                                        "compared answers that are not wrong",
                                        "counter",
                                        "offers_shadow_comparisons_total",
                                        "bad",
                                        "outcome=\"wrong\"",
                                        "minimum-events",
                                        500,
                                        "bad-events-per-hour",
                                        1)))))
                .hasMessageContaining("answers-correct: objective is 90")
                .hasMessageContaining("bad share of 1.44");
    }

    /** The files with tests that were written. */
    private static List<Path> write(Slo slo, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("tests"));
        Files.writeString(folder.resolve("slo.yml"), SloRules.generate(slo));
        var tests = new ArrayList<Path>();
        for (Map.Entry<String, String> file : SloTestCases.generate(slo).entrySet()) {
            tests.add(Files.writeString(folder.resolve("tests").resolve(file.getKey()), file.getValue()));
        }
        return tests;
    }
}
