package io.eligo.console;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.SequenceUsages;
import io.eligo.console.Samples.Sample;
import io.eligo.jobs.Drift;
import io.eligo.jobs.Execution;
import io.eligo.jobs.Executions;
import io.eligo.jobs.LossGuard;
import io.eligo.jobs.life.NodeRegistry;
import io.eligo.outbox.Outbox;
import io.eligo.roles.Role;
import io.eligo.roles.Roles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.batch.core.BatchStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** How everything is, at a glance. */
@Page
class NowPage {
    private static final int RUNS_LOOKED_AT = 50;
    private static final int TROUBLE_SHOWN = 3;

    private final Outbox outbox;
    private final Catalog catalog;
    private final Executions executions;
    private final NodeRegistry nodes;
    private final Samples samples;
    private final Drift drift;
    private final SequenceUsages numbers;
    private final boolean servesOffers;

    NowPage(
            Outbox outbox,
            Catalog catalog,
            Executions executions,
            NodeRegistry nodes,
            Samples samples,
            Drift drift,
            SequenceUsages numbers,
            Roles roles) {
        this.outbox = outbox;
        this.catalog = catalog;
        this.executions = executions;
        this.nodes = nodes;
        this.samples = samples;
        this.drift = drift;
        this.numbers = numbers;
        this.servesOffers = roles.names().contains(Roles.nameOf(Role.API));
    }

    @GetMapping({ConsolePaths.HOME, ConsolePaths.HOME + "/"})
    String now(Model model) {
        Instant now = Instant.now();
        List<Sample> measured = samples.all();
        model.addAttribute("now", now);
        model.addAttribute("state", outbox.findState());
        // Of a node that serves no offers the catalogue is as old as the last question of somebody.
        model.addAttribute("asOf", servesOffers ? catalog.current().asOf() : null);
        model.addAttribute("last", measured.isEmpty() ? null : measured.get(measured.size() - 1));
        model.addAttribute("charts", charts(measured, now));
        model.addAttribute("numbers", numbers.findNearlyExhausted());
        model.addAttribute("drift", drift.findLatest().orElse(null));
        List<Execution> newest = executions.findNewest(Executions.ExecutionFilter.ALL, null, RUNS_LOOKED_AT);
        model.addAttribute(
                "running", newest.stream().filter(Execution::isRunning).toList());
        model.addAttribute(
                "trouble",
                newest.stream().filter(NowPage::troubling).limit(TROUBLE_SHOWN).toList());
        model.addAttribute("nodes", nodes.findRecent());
        model.addAttribute("self", nodes.self());
        return "console/now";
    }

    private static boolean troubling(Execution run) {
        return run.status() == BatchStatus.FAILED
                || run.status() == BatchStatus.UNKNOWN
                || run.status() == BatchStatus.STOPPED && run.exitCode().equals(LossGuard.HALTED);
    }

    private static List<Chart> charts(List<Sample> samples, Instant now) {
        var words = new Words();
        return List.of(
                Chart.of("Waiting or running", samples, now, Sample::pending, 10, words::number),
                Chart.of("Oldest of them", samples, now, Sample::oldestSeconds, 1, NowPage::seconds),
                Chart.of("Cache hit rate", samples, now, Sample::hitRate, 1, words::share),
                Chart.of("p95 of offers", samples, now, Sample::p95, 0.01, NowPage::seconds));
    }

    private static String seconds(Double seconds) {
        return new Words().span(Duration.ofMillis(Math.round(seconds * 1e3)));
    }
}
