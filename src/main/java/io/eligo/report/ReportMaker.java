package io.eligo.report;

import io.eligo.report.criteria.Criteria;
import io.eligo.report.criteria.CriterionResult;
import io.eligo.report.criteria.Facts;
import io.eligo.report.measurement.Measurements;
import io.eligo.report.prometheus.Prometheus;
import io.eligo.report.prometheus.PrometheusCredentials;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Makes a report of what Prometheus answers. */
final class ReportMaker {
    private ReportMaker() {}

    /**
     * @throws NoMetrics if Prometheus has none of the metrics in the window
     * @throws io.eligo.report.prometheus.PrometheusUnavailable if Prometheus cannot be asked
     */
    static Report make(ReportArguments arguments, PrometheusCredentials credentials) {
        var prometheus = new Prometheus(arguments.prometheus(), credentials);
        var measurements = new Measurements(
                prometheus, arguments.window(), arguments.labels(), arguments.baseline(), arguments.think());
        List<CriterionResult> criteria = Criteria.judge(measurements, arguments.period());
        requireData(arguments, criteria);
        return new Report(
                arguments.period(),
                arguments.window(),
                Instant.now(),
                arguments.prometheus().base(),
                criteria,
                Facts.find(measurements),
                prometheus.warnings());
    }

    private static void requireData(ReportArguments arguments, List<CriterionResult> criteria) {
        if (criteria.stream().allMatch(ReportMaker::hasNoData)) {
            throw new NoMetrics(String.format(
                    Locale.ROOT,
                    "Prometheus at %s has no metric of Eligo from %s to %s%s. It must scrape the nodes: see docs/monitoring.md",
                    arguments.prometheus().base(),
                    arguments.window().start(),
                    arguments.window().end(),
                    arguments.labels().isEmpty() ? "" : " with the labels of --labels="));
        }
    }

    private static boolean hasNoData(CriterionResult criterion) {
        return criterion.chart() != null && criterion.chart().known().values().isEmpty();
    }

    /** The message says which Prometheus has no data for what. */
    static final class NoMetrics extends RuntimeException {
        NoMetrics(String message) {
            super(message);
        }
    }
}
