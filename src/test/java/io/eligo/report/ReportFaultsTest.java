package io.eligo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.eligo.jobs.files.BadArguments;
import io.eligo.monitoring.KnownMetrics;
import io.eligo.report.FakePrometheus.Answer;
import io.eligo.report.prometheus.PrometheusCredentials;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a server may answer that is no Prometheus, has no data or odd values, and what the report says then. */
@ExtendWith(OutputCaptureExtension.class)
class ReportFaultsTest {
    private static final String SECRET = "s3cr3t-token";

    private final FakePrometheus prometheus = FakePrometheus.start();

    @AfterEach
    void stop() {
        prometheus.close();
    }

    private ReportRun report(String period, String... options) {
        return ReportRun.of(Stream.concat(
                        Stream.of(period, "--prometheus=" + prometheus.url(), "--format=json"), Stream.of(options))
                .toArray(String[]::new));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Answer.page(200), "is no Prometheus: it answers text/html"),
                Arguments.of(Answer.json(200, "{\"status\":\"success\",\"data\":{\"resul"), "is no Prometheus"),
                Arguments.of(Answer.json(200, ""), "is no Prometheus"),
                Arguments.of(Answer.json(200, "[1]"), "is no Prometheus"),
                Arguments.of(Answer.page(404), "has no query API there (status 404)"),
                Arguments.of(Answer.page(401), "wants credentials (status 401): set ELIGO_REPORT_TOKEN"),
                Arguments.of(
                        Answer.json(403, "{\"status\":\"error\",\"error\":\"no\"}"), "wants credentials (status 403)"),
                Arguments.of(Answer.page(405), "refuses the request with status 405"),
                Arguments.of(Answer.page(500), "fails with status 500"),
                Arguments.of(Answer.page(502), "fails with status 502"),
                Arguments.of(
                        new Answer(
                                302, "text/html", "", Map.of("Location", "https://login.example.org/in?next=secret")),
                        "redirects to https://login.example.org/in, which is not followed"),
                Arguments.of(
                        Answer.json(
                                200,
                                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"1\"]},{\"value\":[1,\"2\"]}]}}"),
                        "answers 2 series where one is expected"),
                Arguments.of(Answer.json(200, " ".repeat(9 << 20)), "answers more than 8 MB"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anAnswerThatIsNoneIsAFaultInOneLine(Answer answer, String reason, CapturedOutput output) {
        prometheus.answerAlways(answer);
        ReportRun run = report("week");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(output.getAll().lines().filter(line -> line.contains("ERROR")))
                .singleElement()
                .asString()
                .contains("Report not made: Prometheus at " + prometheus.url() + " ", reason);
    }

    @Test
    void aServerThatIsNotThereIsAFault(CapturedOutput output) throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ReportRun run = ReportRun.of("week", "--prometheus=http://127.0.0.1:" + port + "/prometheus/");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(output.getAll())
                .contains("Report not made: Prometheus at http://127.0.0.1:" + port
                        + "/prometheus cannot be reached: connection refused");
    }

    @Test
    void credentialsAreSentAndNeverShown(CapturedOutput output) {
        ReportRun run = ReportRun.of(
                new ReportSettings(SECRET + "\n", null, null).credentials(),
                "week",
                "--prometheus=" + prometheus.url(),
                "--format=html");
        assertThat(run.exitCode()).isEqualTo(ReportCommand.NOT_MET);
        assertThat(prometheus.authorizations()).isNotEmpty().containsOnly("Bearer " + SECRET);
        prometheus.answerAlways(Answer.page(401));
        ReportRun refused = ReportRun.of(
                new ReportSettings(null, "reader", SECRET).credentials(), "week", "--prometheus=" + prometheus.url());
        assertThat(refused.exitCode()).isEqualTo(1);
        // reader:s3cr3t-token
        assertThat(prometheus.authorizations()).contains("Basic cmVhZGVyOnMzY3IzdC10b2tlbg==");
        assertThat(output.getAll()).contains("refuses the credentials with status 401");
        assertThat(output.getAll() + run.output() + new ReportSettings(SECRET, null, null))
                .doesNotContain(SECRET);
    }

    @Test
    void credentialsThatContradictEachOtherAreRefusedWithoutShowingThem() {
        for (ReportSettings settings : new ReportSettings[] {
            new ReportSettings(SECRET, "reader", SECRET),
            new ReportSettings(null, "reader", null),
            new ReportSettings(null, null, SECRET),
            new ReportSettings(null, "rea:der", SECRET),
            new ReportSettings(SECRET + "\r\nX-Other: 1", null, null)
        }) {
            assertThatExceptionOfType(BadArguments.class)
                    .isThrownBy(settings::credentials)
                    .withMessageContaining("ELIGO_REPORT_")
                    .withMessageNotContaining(SECRET);
        }
        assertThat(new ReportSettings(" ", "", null).credentials()).isSameAs(PrometheusCredentials.NONE);
    }

    @Test
    void aQueryThatFailsLeavesItsCriterionUnknownAndTheOthersJudged() {
        prometheus.answerValues(query -> query.contains("histogram_quantile")
                ? "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"query processing would load too many samples\"}"
                : query.contains("result=\"hit\"") ? "0.9" : "200");
        ReportRun run = report("week");
        assertThat(run.exitCode()).isEqualTo(ReportCommand.NOT_MET);
        assertThat(run.status("p95")).isEqualTo("not-known");
        assertThat(run.criterion("p95").path("value").isNull()).isTrue();
        assertThat(run.details("p95")).contains("query processing would load too many samples");
        assertThat(run.status("hit-rate")).isEqualTo("met");
        assertThat(run.status("queue")).isEqualTo("not-met");
        assertThat(ReportRun.of("week", "--prometheus=" + prometheus.url(), "--format=html")
                        .output())
                .contains("query processing would load too many samples");
    }

    @Test
    void aValueThatIsNotFiniteIsNotKnownAndNeverMet() {
        for (String value : new String[] {"NaN", "+Inf", "-Inf", "x"}) {
            prometheus.answerValues(
                    query -> query.startsWith("sum(increase(offers_query_duration_seconds_count") ? "200" : value);
            ReportRun run = report("month", "--baseline=10ms");
            assertThat(run.exitCode()).as(value).isEqualTo(ReportCommand.NOT_KNOWN);
            assertThat(run.json().path("criteria").valueStream()).as(value).allSatisfy(criterion -> {
                assertThat(criterion.path("status").asString("")).isIn("not-known", "no-bound");
                assertThat(criterion.path("value").isNull()).isTrue();
            });
        }
    }

    @Test
    void aMetricThatIsMissingIsNotKnownAndNamed() {
        prometheus.answerValues(ReportFaultsTest::valueWithoutErrorsAndCache);
        ReportRun run = report("week");
        assertThat(run.exitCode()).isEqualTo(ReportCommand.NOT_KNOWN);
        assertThat(run.status("errors")).isEqualTo("not-known");
        assertThat(run.details("errors")).contains("Prometheus has no offers_query_errors_total in the window.");
        assertThat(run.status("hit-rate")).isEqualTo("not-known");
        assertThat(run.details("hit-rate")).contains("Prometheus has no offers_cache_requests_total in the window.");
        assertThat(run.status("p95")).isEqualTo("met");
    }

    private static String valueWithoutErrorsAndCache(String query) {
        if (query.contains("offers_query_errors_total") || query.contains("offers_cache_requests_total")) {
            return "";
        }
        if (query.contains("eligibility_outbox_pending")) {
            return "5";
        }
        return query.startsWith("histogram_quantile") ? "0.01" : "200";
    }

    @Test
    void fewRequestsSayNothing() {
        prometheus.answerValues(
                query -> query.contains("eligibility_outbox_pending") ? "5" : query.startsWith("sum(") ? "99" : "0.01");
        ReportRun run = report("week");
        assertThat(run.status("p95")).isEqualTo("not-known");
        assertThat(run.details("p95"))
                .contains("99 requests were answered by the precomputed path; at least 100 are needed.");
        assertThat(run.status("hit-rate")).isEqualTo("not-known");
        assertThat(run.status("queue")).isEqualTo("met");
    }

    @Test
    void warningsOfPrometheusAreShown() {
        prometheus.warn("partial answer: store gateway unavailable");
        ReportRun run = report("week");
        assertThat(run.json().path("warnings").path(0).asString(""))
                .isEqualTo("partial answer: store gateway unavailable");
        assertThat(run.json().path("warnings").size()).isEqualTo(1);
        assertThat(ReportRun.of("week", "--prometheus=" + prometheus.url()).output())
                .contains("Prometheus warns: partial answer: store gateway unavailable");
    }

    @Test
    void eachSelectorHasTheLabelsAndEachMetricIsOneThatNodesHave() throws IOException {
        report("month", "--labels=cluster=a\"b,region=eu", "--baseline=2020-01-01");
        KnownMetrics known = KnownMetrics.read();
        assertThat(prometheus.queries()).isNotEmpty().allSatisfy(query -> {
            String labels = "cluster=\"a\\\"b\",region=\"eu\"";
            assertThat(query).contains(labels).doesNotContain("@", "$w");
            assertThat(query.split("(offers|eligibility)_[a-z_]+", -1).length)
                    .as(query)
                    .isEqualTo(query.split(Pattern.quote(labels + "}"), -1).length);
            assertThat(known.findUnknown(query.replace("," + labels, "").replace("{" + labels + "}", "")))
                    .isEmpty();
        });
    }

    @Test
    void aFileThatCannotBeWrittenIsAFault(CapturedOutput output) {
        ReportRun run = report("week", "--output=" + Path.of("nowhere", "at", "all.json"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(output.getAll()).contains("Report not written to nowhere/at/all.json: ", "NoSuchFileException");
    }
}
