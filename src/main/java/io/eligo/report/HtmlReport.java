package io.eligo.report;

import io.eligo.report.criteria.CriterionResult;
import io.eligo.report.criteria.CriterionStatus;
import io.eligo.report.measurement.ReportFormats;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The report as a page that needs no other file. */
final class HtmlReport {
    private HtmlReport() {}

    /** A criterion as the page shows it. */
    record Card(CriterionResult result, @Nullable ChartView chart) {
        static Card of(CriterionResult result) {
            return new Card(result, result.chart() == null ? null : ChartView.of(result.chart()));
        }
    }

    static String write(Report report) {
        var resolver = new ClassLoaderTemplateResolver(HtmlReport.class.getClassLoader());
        resolver.setPrefix("templates/report/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding(StandardCharsets.UTF_8.name());
        var engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        List<Card> cards = report.criteria().stream().map(Card::of).toList();
        Map<String, Object> values = Map.of(
                "report",
                report,
                "view",
                new StatusView(),
                "cards",
                cards,
                "from",
                ReportFormats.time(report.window().start()),
                "to",
                ReportFormats.time(report.window().end()),
                "madeAt",
                ReportFormats.time(report.madeAt()));
        return engine.process("report", new Context(Locale.ROOT, values));
    }

    /** A status as a sign and in words, so that no meaning depends on a colour alone. */
    record StatusView() {
        public String sign(CriterionStatus status) {
            return switch (status) {
                case MET -> "\u2713";
                case NOT_MET -> "\u2717";
                case NOT_KNOWN -> "?";
                case NO_BOUND -> "\u2013";
            };
        }

        public String words(CriterionStatus status) {
            return StringUtils.capitalize(status.words());
        }

        /** The class of the style sheet. */
        public String name(CriterionStatus status) {
            return status.words().replace(' ', '-');
        }
    }
}
