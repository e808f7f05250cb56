package io.eligo.console.jobs;

import io.eligo.api.ClientError;
import io.eligo.console.ConsolePage;
import io.eligo.console.FlashMessage;
import io.eligo.console.ListPage;
import io.eligo.console.access.ConsolePaths;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.control.Execution;
import io.eligo.jobs.control.Executions;
import io.eligo.jobs.control.RunDurations;
import io.eligo.jobs.files.JobFiles;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.operations.ExecutionSearch;
import io.eligo.operations.JobActions;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Lists executions, shows the progress of one, and offers the actions that its state allows. */
@ConsolePage
@RequestMapping(ConsolePaths.HOME + "/executions")
class ExecutionsPage {
    private static final int MAX_YEAR = 9999;
    private static final Duration SETTLE_TIME = Duration.ofSeconds(10);

    private final Executions executions;
    private final RunDurations durations;
    private final JobFiles files;
    private final GuardHalts halts;
    private final JobActions actions;
    private final ExecutionSearch search;

    ExecutionsPage(
            Executions executions,
            RunDurations durations,
            JobFiles files,
            GuardHalts halts,
            JobActions actions,
            ExecutionSearch search) {
        this.search = search;
        this.executions = executions;
        this.durations = durations;
        this.files = files;
        this.halts = halts;
        this.actions = actions;
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
        var filter = new Executions.ExecutionFilter(
                job.isEmpty() ? null : job,
                parseStatus(status),
                parseInstant("from", from),
                parseInstant("until", until),
                // Without a value there is nothing to search for, whatever name is selected.
                value.isBlank() ? null : search.parse(argument, value));
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

    private static @Nullable BatchStatus parseStatus(String text) {
        return text.isEmpty()
                ? null
                : Stream.of(BatchStatus.values())
                        .filter(value -> value.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> ClientError.badArgument(
                                "status", String.format(Locale.ROOT, "'%s' is no status", text)));
    }

    private static @Nullable Instant parseInstant(String argument, String text) {
        try {
            LocalDateTime time = text.isEmpty() ? null : LocalDateTime.parse(text);
            // Years are limited to four digits, because Java accepts years that PostgreSQL rejects.
            if (time == null || time.getYear() > 0 && time.getYear() <= MAX_YEAR) {
                return time == null ? null : time.toInstant(ZoneOffset.UTC);
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

    @PostMapping("/{id}/stop")
    String stop(
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String reason,
            Authentication caller,
            HttpServletResponse response) {
        actions.stop(caller, id, blankToNull(reason));
        FlashMessage.success(
                response,
                String.format(Locale.ROOT, "stop of execution %d requested; it ends after the current chunk.", id));
        return redirectTo(id);
    }

    @PostMapping("/{id}/restart")
    String restart(
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String reason,
            Authentication caller,
            HttpServletResponse response) {
        JobActions.LaunchedJob launched = actions.restart(caller, id, blankToNull(reason));
        if (launched.executionId() == null) {
            FlashMessage.success(
                    response,
                    String.format(Locale.ROOT, "restart of execution %d is queued; no worker has started it yet.", id));
            return redirectTo(id);
        }
        FlashMessage.success(
                response,
                String.format(Locale.ROOT, "execution %d restarted; finished partitions are not run again.", id));
        return redirectTo(launched.executionId());
    }

    /** Approves the revocations of an execution that the guard halted, and restarts it. */
    @PostMapping("/{id}/approve")
    String approve(
            @PathVariable long id,
            @RequestParam String reason,
            @RequestParam String digest,
            Authentication caller,
            HttpServletResponse response) {
        JobActions.LaunchedJob launched = actions.approve(caller, id, reason, digest);
        FlashMessage.success(
                response, String.format(Locale.ROOT, "revocations of execution %d approved; it is restarted.", id));
        return redirectTo(Objects.requireNonNullElse(launched.executionId(), id));
    }

    @PostMapping("/{id}/abandon")
    String abandon(
            @PathVariable long id, @RequestParam String reason, Authentication caller, HttpServletResponse response) {
        actions.abandon(caller, id, reason);
        FlashMessage.success(
                response, String.format(Locale.ROOT, "execution %d abandoned; the next launch starts a new run.", id));
        return redirectTo(id);
    }

    @PostMapping("/{id}/recover")
    String recover(
            @PathVariable long id, @RequestParam String reason, Authentication caller, HttpServletResponse response) {
        actions.recover(caller, id, reason);
        FlashMessage.success(
                response, String.format(Locale.ROOT, "execution %d marked as failed; it can be restarted.", id));
        return redirectTo(id);
    }

    static @Nullable String blankToNull(@Nullable String reason) {
        return reason == null || reason.isBlank() ? null : reason.strip();
    }

    private static String redirectTo(long id) {
        return "redirect:" + ConsolePaths.HOME + "/executions/" + id;
    }
}
