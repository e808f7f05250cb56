package io.eligo.console;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.numbers.SequenceUsages;
import io.eligo.console.access.ConsolePaths;
import io.eligo.console.charts.Chart;
import io.eligo.console.charts.ChartSamples;
import io.eligo.console.charts.ChartSamples.MetricSample;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.control.Drift;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.runtime.NodeRegistry;
import io.eligo.outbox.Outbox;
import io.eligo.platform.Role;
import io.eligo.platform.Roles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.batch.core.BatchStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Overview: key figures, charts, running and failed executions, nodes. */
@ConsolePage
class OverviewPage {
    private static final int EXECUTIONS_EXAMINED = 50;
    private static final int MAX_FAILURES_SHOWN = 3;

    private final Outbox outbox;
    private final Catalog catalog;
    private final Executions executions;
    private final NodeRegistry nodes;
    private final ChartSamples samples;
    private final Drift drift;
    private final SequenceUsages sequences;
    private final boolean servesOffers;

    OverviewPage(
            Outbox outbox,
            Catalog catalog,
            Executions executions,
            NodeRegistry nodes,
            ChartSamples samples,
            Drift drift,
            SequenceUsages sequences,
            Roles roles) {
        this.outbox = outbox;
        this.catalog = catalog;
        this.executions = executions;
        this.nodes = nodes;
        this.samples = samples;
        this.drift = drift;
        this.sequences = sequences;
        this.servesOffers = roles.names().contains(Roles.nameOf(Role.API));
    }

    @GetMapping({ConsolePaths.HOME, ConsolePaths.HOME + "/"})
    String overview(Model model) {
        Instant now = Instant.now();
        List<MetricSample> measured = samples.findAll();
        model.addAttribute("now", now);
        model.addAttribute("outboxState", outbox.findState());
        // On a node without the API role the catalogue is refreshed on request only, so its age means nothing.
        model.addAttribute("catalogAsOf", servesOffers ? catalog.current().asOf() : null);
        model.addAttribute("lastSample", measured.isEmpty() ? null : measured.get(measured.size() - 1));
        model.addAttribute("charts", charts(measured, now));
        model.addAttribute("sequences", sequences.findNearlyExhausted());
        model.addAttribute("drift", drift.findLatest().orElse(null));
        List<Execution> newest = executions.findNewest(Executions.ExecutionFilter.ALL, null, EXECUTIONS_EXAMINED);
        model.addAttribute(
                "running", newest.stream().filter(Execution::isRunning).toList());
        model.addAttribute(
                "failures",
                newest.stream()
                        .filter(OverviewPage::isFailedOrHalted)
                        .limit(MAX_FAILURES_SHOWN)
                        .toList());
        model.addAttribute("nodes", nodes.findRecent());
        model.addAttribute("thisNode", nodes.self());
        return "console/overview";
    }

    private static boolean isFailedOrHalted(Execution run) {
        return run.status() == BatchStatus.FAILED
                || run.status() == BatchStatus.UNKNOWN
                || run.status() == BatchStatus.STOPPED && run.exitCode().equals(JobResult.HALTED);
    }

    private static List<Chart> charts(List<MetricSample> samples, Instant now) {
        var formats = new Formats();
        return List.of(
                Chart.of("Waiting or running", samples, now, MetricSample::pending, 10, formats::number),
                Chart.of("Oldest event", samples, now, MetricSample::oldestSeconds, 1, OverviewPage::formatSeconds),
                Chart.of("Cache hit rate", samples, now, MetricSample::hitRate, 1, formats::percentage),
                Chart.of("Offers p95", samples, now, MetricSample::p95, 0.01, OverviewPage::formatSeconds));
    }

    private static String formatSeconds(Double seconds) {
        return new Formats().duration(Duration.ofMillis(Math.round(seconds * 1e3)));
    }
}
