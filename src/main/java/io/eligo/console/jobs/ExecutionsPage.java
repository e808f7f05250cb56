package io.eligo.console.jobs;

import io.eligo.api.ClientError;
import io.eligo.console.ConsolePage;
import io.eligo.console.ListPage;
import io.eligo.console.access.ConsolePaths;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.RunDurations;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.guard.GuardHaltQuery;
import io.eligo.operations.ExecutionSearch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Lists and searches executions, and shows the progress of one. {@link ExecutionActions} has its buttons. */
@ConsolePage
@RequestMapping(ConsolePaths.HOME + "/executions")
class ExecutionsPage {
    private static final int MAX_YEAR = 9999;
    private static final Duration SETTLE_TIME = Duration.ofSeconds(10);

    private final Executions executions;
    private final RunDurations durations;
    private final JobFiles files;
    private final GuardHaltQuery halts;
    private final ExecutionSearch search;

    ExecutionsPage(
            Executions executions,
            RunDurations durations,
            JobFiles files,
            GuardHaltQuery halts,
            ExecutionSearch search) {
        this.executions = executions;
        this.durations = durations;
        this.files = files;
        this.halts = halts;
        this.search = search;
    }

    @GetMapping
    String list(
            @RequestParam(defaultValue = "") String job,
            @RequestParam(defaultValue = "") String status,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") String argument,
            @RequestParam(defaultValue = "") String value,
            @RequestParam(required = false) @Nullable Long before,
            Model model) {
        Executions.ExecutionFilter filter = search.filter(
                job.isEmpty() ? null : job,
                status.isEmpty() ? null : status,
                parseInstant("from", from),
                parseInstant("until", until),
                argument,
                // Without a value there is nothing to search for, whatever name is selected.
                value.isBlank() ? null : value);
        ListPage.read(size -> executions.findNewest(filter, before, size), Execution::id)
                .addTo(model, "executions", before);
        model.addAttribute("jobs", files.names());
        model.addAttribute("arguments", executions.searchableArguments());
        model.addAttribute(
                "statuses",
                Stream.of(BatchStatus.values())
                        .map(known -> known.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        model.addAttribute("job", job);
        model.addAttribute("status", status);
        model.addAttribute("from", from);
        model.addAttribute("until", until);
        model.addAttribute("argument", argument);
        model.addAttribute("value", value);
        return "console/executions";
    }

    private static @Nullable Instant parseInstant(String argument, String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            LocalDateTime time = LocalDateTime.parse(text);
            // Years are limited to four digits, because Java accepts years that PostgreSQL rejects.
            if (time.getYear() > 0 && time.getYear() <= MAX_YEAR) {
                return time.toInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeParseException e) {
            // Rejected below, with the values that are out of range.
        }
        throw ClientError.badArgument(
                argument, String.format(Locale.ROOT, "'%s' is no time; use the format 2026-11-26T02:30", text));
    }

    @GetMapping("/{id}")
    String execution(@PathVariable long id, Model model) {
        Execution execution = find(id);
        model.addAttribute("execution", execution);
        model.addAttribute("progress", progress(execution));
        model.addAttribute(
                "halt",
                execution.exitCode().equals(JobResult.HALTED)
                        ? halts.find(execution.instance()).orElse(null)
                        : null);
        model.addAttribute("running", execution.isRunning());
        model.addAttribute("refreshing", execution.isRunning() || !isSettled(execution));
        return "console/execution";
    }

    private Execution find(long id) {
        return executions
                .find(id)
                .orElseThrow(() -> ClientError.notFound(
                        "id", String.format(Locale.ROOT, "there is no execution %d, or it has been pruned", id)));
    }

    // The error, the summary and the possible actions are written shortly after the end.
    private static boolean isSettled(Execution execution) {
        return execution.ended() != null
                && execution.ended().isBefore(Instant.now().minus(SETTLE_TIME));
    }

    private ExecutionProgress progress(Execution execution) {
        var completed = new Executions.ExecutionFilter(execution.job(), BatchStatus.COMPLETED, null, null, null);
        Execution before = executions.findNewest(completed, execution.id(), 1).stream()
                .findFirst()
                .flatMap(last -> executions.find(last.id()))
                .orElse(null);
        Instant now = Instant.now();
        return ExecutionProgress.of(execution, before, durations.estimateTimeLeft(execution, now), now);
    }
}
