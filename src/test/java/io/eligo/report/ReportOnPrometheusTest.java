package io.eligo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** Reports on a real Prometheus with nine days of {@link RecordedMetrics}. */
@ExtendWith(OutputCaptureExtension.class)
class ReportOnPrometheusTest {
    private static final String GOOD = "--labels=environment=good";
    private static final String BAD = "--labels=environment=bad";
    private static final String BASELINE = "--baseline=" + RecordedMetrics.SWITCH;

    @TempDir
    static Path folder;

    private static BackfilledPrometheus prometheus;

    @BeforeAll
    static void startPrometheus() throws IOException, InterruptedException {
        prometheus = BackfilledPrometheus.start(
                folder, RecordedMetrics.goodAndBad(), RecordedMetrics.START, RecordedMetrics.END);
    }

    @AfterAll
    static void stopPrometheus() {
        // Null where the tests are skipped.
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private static ReportRun report(String period, String... options) throws IOException {
        var words =
                new ArrayList<>(List.of(period, "--prometheus=" + prometheus.url(), "--end=" + RecordedMetrics.END));
        words.addAll(List.of(options));
        return ReportRun.of(words.toArray(String[]::new));
    }

    @Test
    void aWeekThatKeepsEachBoundIsMetOverNodesAndTheirRestarts() throws IOException {
        ReportRun week = report("week", GOOD, BASELINE, "--format=json");
        assertThat(week.exitCode()).as(week.output()).isZero();
        assertThat(List.of(week.status("p95"), week.status("hit-rate"), week.status("errors"), week.status("queue")))
                .containsOnly("met");
        assertThat(List.of(week.status("database-load"), week.status("concurrent-users")))
                .containsOnly("no-bound");
        // 90 % take at most 10 ms, 97 % at most 50 ms.
        assertThat(week.value("p95")).isCloseTo(0.01 + 0.04 * 5 / 7, within(0.0005));
        assertThat(week.value("hit-rate")).isCloseTo(0.9, within(0.001));
        assertThat(week.value("errors")).isZero();
        assertThat(week.value("queue")).isEqualTo(4);
        assertThat(week.details("queue")).contains("5,000 events at the highest moment");
        assertThat(week.value("database-load"))
                .isCloseTo(1 - RecordedMetrics.LOAD / RecordedMetrics.BASELINE_LOAD, within(0.01));
        // 600 requests a second of users who pause for 2 s and wait for 5 ms.
        assertThat(week.value("concurrent-users")).isCloseTo(1_203, within(15.0));
        assertThat(week.fact("Nodes that serve the API")).isEqualTo("at most 2 at once");
        assertThat(week.fact("Users on the precomputed path"))
                .isEqualTo("100 % at the end, at least 100 % in the window");
        assertThat(week.fact("Rollback triggers")).isEqualTo("none was bad");
        // A week of 300 requests a second, and of 300 more in a quarter of it.
        double requests = 300 * 1.25 * 7 * 86_400;
        assertThat(Double.parseDouble(
                        week.fact("Requests answered").split(" ")[0].replace(",", "")))
                .isCloseTo(requests, within(requests / 1_000));
    }

    @Test
    void aWeekThatBreaksEachBoundIsNotMetAndSaysWhen() throws IOException {
        ReportRun week = report("week", BAD, "--format=json");
        assertThat(week.exitCode()).isEqualTo(ReportCommand.NOT_MET);
        assertThat(List.of(week.status("p95"), week.status("hit-rate"), week.status("errors"), week.status("queue")))
                .containsOnly("not-met");
        assertThat(week.value("p95")).isGreaterThan(0.1);
        assertThat(week.value("hit-rate")).isCloseTo(0.6, within(0.001));
        assertThat(week.value("errors")).isEqualTo(3);
        assertThat(week.details("errors")).contains("Most in an hour: 3, until 2026-11-04 10:00.");
        assertThat(week.value("queue")).isEqualTo(250);
        assertThat(week.fact("Rollback triggers")).startsWith("bad: queue for 1 h");
    }

    @Test
    void aMonthOfWhichOnlyNineDaysAreKnownIsNotMetByThem() throws IOException {
        ReportRun month = report("month", GOOD, "--baseline=20ms", "--format=json");
        assertThat(month.exitCode()).isEqualTo(ReportCommand.NOT_KNOWN);
        for (String id : List.of("p95", "hit-rate", "errors", "database-load")) {
            assertThat(month.status(id)).as(id).isEqualTo("not-known");
            assertThat(month.criterion(id).path("value").isNumber()).as(id).isTrue();
            assertThat(month.details(id))
                    .as(id)
                    .startsWith("The bound is kept as far as is known")
                    .contains("Data for 9 d of 30 d: 2026-10-30 00:00 to 2026-11-08 00:00.");
        }
        assertThat(month.status("queue")).isEqualTo("no-bound");
        // What was there once is supported.
        assertThat(month.status("concurrent-users")).isEqualTo("met");
        assertThat(month.details("concurrent-users"))
                .contains("While 1,000 or more were there, for 1 d 18 h, p95 was 38.6 ms; it must be below 100 ms.");
    }

    @Test
    void tooSmallAReductionOfTheLoadIsNotMetAndUsersWhoNeverCameAreNotKnown() throws IOException {
        ReportRun month = report("month", BAD, "--baseline=10ms", "--format=json");
        assertThat(month.exitCode()).isEqualTo(ReportCommand.NOT_MET);
        assertThat(month.status("database-load")).isEqualTo("not-met");
        assertThat(month.value("database-load")).isCloseTo(0.2, within(0.01));
        assertThat(month.status("concurrent-users")).isEqualTo("not-known");
        assertThat(month.value("concurrent-users")).isCloseTo(20, within(1.0));
        assertThat(month.details("concurrent-users")).startsWith("1,000 users were never there at once");
    }

    @Test
    void manyUsersWithSlowAnswersAreNotSupported() throws IOException {
        // Ten requests a second of users who pause for two minutes.
        ReportRun month = report("month", BAD, "--think=120", "--format=json");
        assertThat(month.value("concurrent-users")).isCloseTo(1_200, within(5.0));
        assertThat(month.status("concurrent-users")).isEqualTo("not-met");
    }

    @Test
    void aBaselineMustBeOfTheQueryTimeResolverAndHaveADayOfData() throws IOException {
        ReportRun none = report("week", GOOD, "--format=json");
        assertThat(none.details("database-load"))
                .contains("There is nothing to compare with", "2.01 ms of database time per request");
        ReportRun early = report("week", GOOD, "--baseline=2026-10-30T12:00:00Z", "--format=json");
        assertThat(early.criterion("database-load").path("value").isNull()).isTrue();
        assertThat(early.details("database-load")).contains("data for 12 h, a day is needed");
        ReportRun other = report("week", BAD, BASELINE, "--format=json");
        assertThat(other.criterion("database-load").path("value").isNull()).isTrue();
        assertThat(other.details("database-load"))
                .contains("the query-time resolver answered only 0 % of the requests, 95 % are needed");
    }

    /** The number to note for later. */
    @Test
    void beforeTheSwitchTheReportSaysTheLoadOfTheQueryTimeResolver() throws IOException {
        ReportRun before = ReportRun.of(
                "week", "--prometheus=" + prometheus.url(), "--end=" + RecordedMetrics.SWITCH, GOOD, "--format=json");
        assertThat(before.exitCode()).isEqualTo(ReportCommand.NOT_KNOWN);
        assertThat(before.criterion("database-load").path("measured").asString(""))
                .isEqualTo("10 ms per request");
        assertThat(before.details("p95"))
                .contains("0 requests were answered by the precomputed path; at least 100 are needed.");
    }

    @Test
    void aPrometheusWithoutSuchSeriesIsAFault(CapturedOutput output) throws IOException {
        ReportRun run = report("week", "--labels=environment=elsewhere");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(output.getAll())
                .contains("Report not made: Prometheus at " + prometheus.url()
                        + " has no metric of Eligo from 2026-11-01");
    }

    @Test
    void theTextHasALineForEachCriterion() throws IOException {
        assertThat(report("week", BAD).output().lines())
                .contains(
                        "Eligo: Success criteria after a week",
                        "2026-11-01 00:00 to 2026-11-08 00:00 UTC, from " + prometheus.url())
                .anyMatch(line -> line.matches("NOT MET +Cache hits +60 % +above 70 %"))
                .anyMatch(line -> line.matches("NOT MET +Errors of the new path +3 +none"))
                .anyMatch(line -> line.matches("NO BOUND +Concurrent users +20 +-"))
                .last()
                .isEqualTo("Result: not met. 0 of 4 criteria are met, 4 are not met.");
    }

    @Test
    void thePageNeedsNoOtherFileAndHasAChartForEachCriterion() throws IOException {
        Path page = folder.resolve("report.html");
        ReportRun run = report("month", GOOD, "--baseline=20ms", "--output=" + page);
        assertThat(run.exitCode()).isEqualTo(ReportCommand.NOT_KNOWN);
        assertThat(run.output()).isEmpty();
        String html = Files.readString(page);
        assertThat(html)
                .contains("Eligo: Success criteria after a month", "38.6 ms", "? Not known")
                .containsPattern("81(\\.\\d)? % less")
                .doesNotContain("src=", "href=", "url(", "@import", "<script", " th:", "<th:", "NaN", "null");
        assertThat(html.split("<svg ", -1)).hasSize(7);
        assertThat(html.split("class=\"line\" d=\"M", -1)).hasSize(7);
    }

    /** So that the numbers can be checked. */
    @Test
    void theExpressionsAreTheOnesThatGiveTheValues() throws IOException {
        ReportRun week = report("week", GOOD, "--format=json");
        JsonNode criterion = week.criterion("hit-rate");
        assertThat(criterion.path("query").asString(""))
                .isEqualTo(
                        "sum(increase(offers_cache_requests_total{result=\"hit\",environment=\"good\"}[7d]))"
                                + " / sum(increase(offers_cache_requests_total{result=~\"hit|miss\",environment=\"good\"}[7d]))");
        assertThat(criterion.path("hours").path("values").size()).isEqualTo(168);
    }
}
