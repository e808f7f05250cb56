package io.eligo.report;

import io.eligo.report.criteria.CriterionResult;
import io.eligo.report.measurement.ReportFormats;
import java.util.Locale;

/** The report for a terminal. */
final class TextReport {
    private static final String INDENT = "    ";

    private TextReport() {}

    static String write(Report report) {
        var text = new StringBuilder();
        line(text, "Eligo: %s", report.title());
        line(
                text,
                "%s to %s UTC, from %s",
                ReportFormats.time(report.window().start()),
                ReportFormats.time(report.window().end()),
                report.prometheus());
        text.append('\n');
        int width = widestMeasured(report);
        report.criteria().forEach(criterion -> append(text, criterion, width));
        line(text, "\nNot judged");
        report.facts().forEach(fact -> line(text, INDENT + "%s: %s", fact.name(), fact.text()));
        report.warnings().forEach(warning -> line(text, "\nPrometheus warns: %s", warning));
        line(text, "\nResult: %s. %s.", report.status().words(), report.summary());
        return text.toString();
    }

    private static int widestMeasured(Report report) {
        return report.criteria().stream()
                .mapToInt(one -> one.measured().length())
                .max()
                .orElse(1);
    }

    private static void append(StringBuilder text, CriterionResult criterion, int width) {
        line(
                text,
                "%-9s  %-22s  %" + width + "s   %s",
                criterion.status().words().toUpperCase(Locale.ROOT),
                criterion.definition().name(),
                criterion.measured(),
                criterion.definition().boundText());
        criterion.details().forEach(detail -> line(text, INDENT + "%s", detail));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
