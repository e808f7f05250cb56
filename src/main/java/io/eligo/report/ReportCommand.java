package io.eligo.report;

import io.eligo.jobs.cli.Command;
import io.eligo.jobs.cli.CommandLine;
import io.eligo.report.ReportMaker.NoMetrics;
import io.eligo.report.criteria.CriterionStatus;
import io.eligo.report.prometheus.PrometheusCredentials;
import io.eligo.report.prometheus.PrometheusUnavailable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code report week|month}: whether the criteria of success are met, asked of Prometheus. Exits with 0 if all are met, 3 if one is
 * not met, 4 if none is not met but one is not known; 1 if there is no report, 2 for bad arguments.
 */
public final class ReportCommand implements Command {
    static final int NOT_MET = 3;
    static final int NOT_KNOWN = 4;

    private static final Logger log = LoggerFactory.getLogger(ReportCommand.class);

    private final PrintStream out;

    public ReportCommand() {
        this(System.out);
    }

    /** @param out where a report without {@code --output=} goes */
    ReportCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public List<String> words() {
        return List.of("report");
    }

    @Override
    public String usage() {
        return "report week|month --prometheus=URL [--format=text|json|html] [--output=FILE] [--baseline=TIME|MILLISECONDSms]"
                + " [--end=TIME] [--labels=LABEL=VALUE,...] [--think=SECONDS]";
    }

    @Override
    public String description() {
        return "whether the criteria of success are met, asked of Prometheus; exits: 0 all met, 3 one not met, 4 one not known."
                + " --baseline= compares the database's load with the week before that time, or with that time per request;"
                + " --labels= selects the series of one installation";
    }

    /** The context has only the settings: neither a database nor a server is needed. */
    @Override
    public int run(List<String> arguments, String... settings) {
        ReportOptions options = ReportOptions.parse(settings);
        ReportArguments parsed = ReportArguments.parse(arguments, options.own(), Instant.now());
        PrometheusCredentials credentials;
        try (ConfigurableApplicationContext context =
                CommandLine.readSettings(options.settings().toArray(String[]::new))) {
            credentials = ReportSettings.bind(context.getEnvironment()).credentials();
        }
        return run(parsed, credentials);
    }

    int run(ReportArguments arguments, PrometheusCredentials credentials) {
        try {
            Report report = ReportMaker.make(arguments, credentials);
            return write(report, arguments.format(), arguments.output()) ? exitCode(report.status()) : FAILED;
        } catch (PrometheusUnavailable | NoMetrics e) {
            log.error("Report not made: {}", e.getMessage());
            return FAILED;
        }
    }

    private boolean write(Report report, ReportFormat format, @Nullable Path output) {
        String text = switch (format) {
            case TEXT -> TextReport.write(report);
            case JSON -> JsonReport.write(report);
            case HTML -> HtmlReport.write(report);
        };
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (output == null) {
            out.write(bytes, 0, bytes.length);
            out.flush();
            return true;
        }
        try {
            Files.write(output, bytes);
            log.info("Report written to {}: {}", output, report.summary());
            return true;
        } catch (IOException e) {
            log.error("Report not written to {}: {}", output, e.toString());
            return false;
        }
    }

    private static int exitCode(CriterionStatus status) {
        return switch (status) {
            case MET, NO_BOUND -> DONE;
            case NOT_MET -> NOT_MET;
            case NOT_KNOWN -> NOT_KNOWN;
        };
    }
}
