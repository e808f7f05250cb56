package io.eligo.console.jobs;

import io.eligo.console.ConsolePage;
import io.eligo.console.FlashMessage;
import io.eligo.console.access.ConsolePaths;
import io.eligo.operations.JobActions;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The actions on an execution that its page offers; each returns to the page with a message. */
@ConsolePage
@RequestMapping(ConsolePaths.HOME + "/executions")
class ExecutionActions {
    private final JobActions actions;

    ExecutionActions(JobActions actions) {
        this.actions = actions;
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
