package io.eligo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.eligo.jobs.files.BadArguments;
import io.eligo.report.measurement.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportArgumentsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T15:04:05Z");
    private static final String URL = "--prometheus=http://localhost:9090";

    private static ReportArguments parse(String... words) {
        List<String> arguments =
                Arrays.stream(words).filter(word -> !word.startsWith("--")).toList();
        String[] options =
                Arrays.stream(words).filter(word -> word.startsWith("--")).toArray(String[]::new);
        return ReportArguments.parse(arguments, ReportOptions.parse(options).own(), NOW);
    }

    @Test
    void theDefaultIsTextOfThePeriodUntilThisMinute() {
        ReportArguments week = parse("week", URL + "/");
        assertThat(week.format()).isEqualTo(ReportFormat.TEXT);
        assertThat(week.prometheus().base()).isEqualTo("http://localhost:9090");
        assertThat(week.window().start()).isEqualTo("2026-11-23T15:04:00Z");
        assertThat(week.window().end()).isEqualTo("2026-11-30T15:04:00Z");
        assertThat(week.think()).isEqualTo(Duration.ofSeconds(2));
        assertThat(parse("month", URL).window().start()).isEqualTo("2026-10-31T15:04:00Z");
    }

    @Test
    void theNameOfTheFileChoosesTheFormatUnlessItIsNamed() {
        assertThat(parse("week", URL, "--output=a.b/week.html").format()).isEqualTo(ReportFormat.HTML);
        assertThat(parse("week", URL, "--output=week.json", "--format=text").format())
                .isEqualTo(ReportFormat.TEXT);
        assertThat(parse("week", URL, "--output=week").format()).isEqualTo(ReportFormat.TEXT);
    }

    @Test
    void aBaselineIsATimeOrANumber() {
        assertThat(parse("week", URL, "--baseline=12.5ms").baseline())
                .isEqualTo(new Baseline.PerRequest(Duration.ofNanos(12_500_000)));
        assertThat(parse("week", URL, "--baseline=2026-11-20").baseline())
                .isEqualTo(new Baseline.Before(Instant.parse("2026-11-20T00:00:00Z")));
        assertThat(parse("week", URL, "--baseline=2026-11-20T03:00:00+03:00").baseline())
                .isEqualTo(new Baseline.Before(Instant.parse("2026-11-20T00:00:00Z")));
    }

    @Test
    void settingsOfSpringBootArePassedOn() {
        ReportOptions options = ReportOptions.parse(URL, "--logging.level.io.eligo=debug");
        assertThat(options.settings()).containsExactly("--logging.level.io.eligo=debug");
        assertThat(options.own()).containsOnlyKeys("prometheus");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --prometheus=http://p                      | week or month is missing
            weak --prometheus=http://p                 | 'weak' is neither week nor month
            WEEK --prometheus=http://p                 | 'WEEK' is neither week nor month
            week                                       | --prometheus= is missing
            week prometheus=http://u:secret@p          | unknown argument 'prometheus='; options begin with --
            week --prometheus http://u:secret@p        | --prometheus has no value; accepted: --prometheus=VALUE
            week --prometheus=                         | --prometheus= must be the address of a Prometheus
            week --prometheus=localhost:9090           | --prometheus= must be the address of a Prometheus
            week --prometheus=ftp://p                  | --prometheus= must be the address of a Prometheus
            week --prometheus=http://                  | --prometheus= must be the address of a Prometheus
            week --prometheus=http://p:99999           | --prometheus= must be the address of a Prometheus
            week --prometheus=http://u:secret@p        | credentials are set by ELIGO_REPORT_TOKEN
            week --prometheus=http://p?token=secret    | --prometheus= must be the address of a Prometheus
            week --prometheus=http://p --promtheus=x   | report has no option --promtheus; options: --prometheus=, --format=
            week --prometheus=http://p --token=secret  | report has no option --token;
            week --prometheus=http://p --end=2026-11-01 --end=2026-11-02 | --end= is given twice
            week --prometheus=http://p --format=pdf    | --format=pdf is no format; accepted: text, json, html
            week --prometheus=http://p --output=       | --output= must name a file
            week --prometheus=http://p --end=yesterday | --end='yesterday' is no time; accepted: 2026-11-30T06:00:00Z
            week --prometheus=http://p --end=2026-13-01 | --end='2026-13-01' is no time
            week --prometheus=http://p --end=2026-12-01 | --end=2026-12-01 has not come yet
            week --prometheus=http://p --baseline=12   | --baseline='12' is no time; accepted: 2026-11-30T06:00:00Z, 2026-11-30 for its begin in UTC, or the database time of a request, such as 12.5ms
            week --prometheus=http://p --baseline=-1ms | --baseline='-1' is no number from 0 to 86400
            week --prometheus=http://p --baseline=0ms  | --baseline=0ms must be more than 0
            week --prometheus=http://p --baseline=2026-11-29 | is within the window of the report, which begins at 2026-11-23T15:04:00Z
            week --prometheus=http://p --labels=eu     | --labels= contains 'eu'; accepted: LABEL=VALUE
            week --prometheus=http://p --labels=a=b,   | --labels= contains ''; accepted: LABEL=VALUE
            week --prometheus=http://p --labels=a}=b   | --labels= contains 'a}=b'; accepted: LABEL=VALUE
            week --prometheus=http://p --think=NaN     | --think='NaN' is no number from 0 to 86400
            week --prometheus=http://p --think=-1      | --think='-1' is no number from 0 to 86400
            """)
    void aMistakeNamesTheArgumentAndWhatIsAcceptedAndShowsNoPassword(String line, String message) {
        assertThatExceptionOfType(BadArguments.class)
                .isThrownBy(() -> parse(line.split(" ")))
                .withMessageContaining(message)
                .withMessageNotContaining("secret");
    }
}
