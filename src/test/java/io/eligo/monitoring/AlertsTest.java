package io.eligo.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.monitoring.AlertRules.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alerts in {@code ops/alerts}: Prometheus accepts them, they fire and end when they should, and each has a runbook. */
class AlertsTest {
    private static final Path RUNBOOK = Path.of("ops/runbooks/alerts.md");
    private static final Pattern SHARE_OF_EVENTS =
            Pattern.compile("histogram_quantile|rate\\([^/]*\\)\\)+ / ", Pattern.DOTALL);

    @Test
    void prometheusAcceptsTheRules() throws Exception {
        Promtool.run(List.of("check", "rules"), AlertRules.files(AlertRules.FOLDER));
    }

    @Test
    void theAlertsFireAndEndAtTheirBounds() throws Exception {
        Promtool.run(List.of("test", "rules"), AlertRules.files(AlertRules.FOLDER.resolve("tests")));
    }

    @Test
    void eachAlertIsTestedInFourCases() throws IOException {
        AlertCases cases = AlertCases.read();
        assertThat(AlertRules.read().alerts()).hasSizeGreaterThanOrEqualTo(20).allSatisfy(alert -> {
            assertThat(cases.hasFiringAndHealing(alert.name()))
                    .as("a test in which %s fires, does not one step before, and heals", alert.name())
                    .isTrue();
            assertThat(cases.hasAbsence(alert.name()))
                    .as("a test of %s without series", alert.name())
                    .isTrue();
        });
    }

    @Test
    void eachAlertHasASeverityANumberAndARunbook() throws IOException {
        List<Alert> alerts = AlertRules.read().alerts();
        assertThat(alerts).extracting(Alert::name).doesNotHaveDuplicates();
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.labels().get("severity")).as(alert.name()).isIn("page", "ticket");
            assertThat(alert.annotation("runbook_url"))
                    .isEqualTo("%s#%s", RUNBOOK, alert.name().toLowerCase(Locale.ROOT));
            // The value of absent() is always 1.
            if (!alert.expression().contains("absent(")) {
                assertThat(alert.annotation("summary")).as(alert.name()).contains("$value");
            }
        });
    }

    @Test
    void eachRunbookSaysWhatItMeansWhatToDoAndWhenItIsOver() throws IOException {
        String runbook = Files.readString(RUNBOOK);
        for (Alert alert : AlertRules.read().alerts()) {
            String heading = "\n### " + alert.name() + "\n";
            assertThat(runbook).containsOnlyOnce(heading);
            String text = runbook.substring(runbook.indexOf(heading) + heading.length());
            assertThat(text.split("\n##")[0])
                    .as(alert.name())
                    .contains("**Meaning.**", "**Look at.**", "**Do.**", "**Over.**");
        }
        assertThat(runbook.lines().filter(line -> line.startsWith("### ")))
                .hasSameSizeAs(AlertRules.read().alerts());
    }

    @Test
    void eachShareOfEventsHasAMinimumAndATwinForLowTraffic() throws IOException {
        List<Alert> alerts = AlertRules.read().alerts();
        List<Alert> shares = alerts.stream()
                .filter(alert -> SHARE_OF_EVENTS.matcher(alert.expression()).find())
                .toList();
        assertThat(shares).hasSizeGreaterThanOrEqualTo(5).allSatisfy(alert -> {
            assertThat(alert.expression()).as(alert.name()).containsPattern("\\band\\b.*>= \\d+");
            assertThat(alerts).extracting(Alert::name).contains(alert.name() + "LowTraffic");
        });
    }

    @Test
    void theRulesUseOnlyMetricsThatANodeHas() throws IOException {
        KnownMetrics known = KnownMetrics.read();
        assertThat(AlertRules.read().expressions())
                .allSatisfy(
                        expression -> assertThat(known.findUnknown(expression)).isEmpty());
    }

    @Test
    void unknownMetricsLabelsAndValuesAreFound() throws IOException {
        assertThat(KnownMetrics.read().findUnknown("""
                sum by (tier) (rate(offers_queries_total[5m])) / max(eligibility_drift_rows{kind="lost", user="1"})
                  and sum by (le) (rate(offers_query_duration_seconds_bucket{source=~"cache|disk"}[5m] offset 1d)) > 0
                """))
                .containsExactlyInAnyOrder(
                        "offers_queries_total",
                        "eligibility_drift_rows{kind=\"lost\"}",
                        "eligibility_drift_rows{user}",
                        "offers_query_duration_seconds_bucket{source=\"disk\"}",
                        "by tier");
    }
}
