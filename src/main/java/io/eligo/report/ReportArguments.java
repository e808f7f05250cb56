package io.eligo.report;

import io.eligo.jobs.files.BadArguments;
import io.eligo.report.measurement.Baseline;
import io.eligo.report.measurement.LabelMatch;
import io.eligo.report.measurement.ReportPeriod;
import io.eligo.report.measurement.ReportWindow;
import io.eligo.report.prometheus.PrometheusAddress;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the command.
 *
 * @param output null for the standard output
 * @param baseline null if none is named
 * @param think mean time between an answer and the user's next request
 */
record ReportArguments(
        ReportPeriod period,
        PrometheusAddress prometheus,
        ReportFormat format,
        @Nullable Path output,
        ReportWindow window,
        @Nullable Baseline baseline,
        List<LabelMatch> labels,
        Duration think) {
    /** As in {@code ops/load/ramp}. */
    private static final String DEFAULT_THINK = "2";

    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(86_400);

    /**
     * @param now the end of the window, if none is named
     * @throws BadArguments naming the argument and what is accepted
     */
    static ReportArguments parse(List<String> words, Map<String, String> options, Instant now) {
        ReportPeriod period = parsePeriod(words);
        String prometheus = options.get("prometheus");
        if (prometheus == null) {
            throw new BadArguments("--prometheus= is missing, the address of the Prometheus that scrapes the nodes");
        }
        Path output = options.containsKey("output") ? parseFile(options.get("output")) : null;
        ReportWindow window = ReportWindow.before(parseEnd(options.get("end"), now), period.length());
        return new ReportArguments(
                period,
                PrometheusAddress.parse(prometheus),
                parseFormat(options.get("format"), output),
                output,
                window,
                options.containsKey("baseline") ? parseBaseline(options.get("baseline"), window) : null,
                options.containsKey("labels") ? LabelMatch.parse(options.get("labels")) : List.of(),
                seconds("--think=", options.getOrDefault("think", DEFAULT_THINK)));
    }

    private static ReportPeriod parsePeriod(List<String> words) {
        if (words.size() > 1) {
            throw new BadArguments(String.format(
                    Locale.ROOT, "report: unknown argument '%s'; options begin with --", name(words.get(1))));
        }
        String word = words.isEmpty() ? "" : words.get(0);
        return Arrays.stream(ReportPeriod.values())
                .filter(period -> period.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new BadArguments(
                        word.isEmpty()
                                ? "report: week or month is missing"
                                : String.format(Locale.ROOT, "report: '%s' is neither week nor month", name(word))));
    }

    /** Without a value, which may be an address with a password. */
    private static String name(String word) {
        return word.replaceFirst("=.*", "=").replaceFirst("://.*", "://");
    }

    private static ReportFormat parseFormat(@Nullable String word, @Nullable Path output) {
        String name = Objects.requireNonNullElse(word, extension(output));
        return Arrays.stream(ReportFormat.values())
                .filter(format -> format.word().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    if (word != null) {
                        throw new BadArguments(String.format(
                                Locale.ROOT, "--format=%s is no format; accepted: text, json, html", word));
                    }
                    return ReportFormat.TEXT;
                });
    }

    private static String extension(@Nullable Path output) {
        return output == null ? "" : output.toString().replaceFirst(".*\\.", "");
    }

    private static Path parseFile(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new BadArguments("--output= must name a file");
        }
        return Path.of(text);
    }

    /** A minute is as exact as scrapes are, and the times of a report are read by people. */
    private static Instant parseEnd(@Nullable String text, Instant now) {
        Instant end = text == null ? now : parseInstant("--end=", text);
        if (end.isAfter(now)) {
            throw new BadArguments("--end=" + text + " has not come yet");
        }
        return end.truncatedTo(ChronoUnit.MINUTES);
    }

    private static Baseline parseBaseline(@Nullable String text, ReportWindow window) {
        String word = Objects.requireNonNullElse(text, "");
        if (word.endsWith("ms")) {
            Duration perRequest =
                    seconds("--baseline=", word.substring(0, word.length() - 2)).dividedBy(1_000);
            if (perRequest.isZero()) {
                throw new BadArguments("--baseline=" + word + " must be more than 0");
            }
            return new Baseline.PerRequest(perRequest);
        }
        Instant end = parseInstant("--baseline=", word);
        if (end.isAfter(window.start())) {
            throw new BadArguments(String.format(
                    Locale.ROOT,
                    "--baseline=%s is within the window of the report, which begins at %s; accepted: a time before, until which"
                            + " the query-time resolver answered",
                    word,
                    window.start()));
        }
        return new Baseline.Before(end);
    }

    private static Instant parseInstant(String name, String text) {
        try {
            return text.length() == "2026-11-30".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new BadArguments(String.format(
                    Locale.ROOT,
                    "%s'%s' is no time; accepted: 2026-11-30T06:00:00Z, 2026-11-30 for its begin in UTC%s",
                    name,
                    text,
                    name.equals("--baseline=") ? ", or the database time of a request, such as 12.5ms" : ""));
        }
    }

    private static Duration seconds(String name, @Nullable String text) {
        try {
            BigDecimal seconds = new BigDecimal(String.valueOf(text));
            if (seconds.signum() >= 0 && seconds.compareTo(MAX_SECONDS) <= 0) {
                return Duration.ofNanos(seconds.movePointRight(9).longValue());
            }
        } catch (NumberFormatException e) {
            // Refused below, as numbers out of range are.
        }
        throw new BadArguments(String.format(Locale.ROOT, "%s'%s' is no number from 0 to %s", name, text, MAX_SECONDS));
    }
}
