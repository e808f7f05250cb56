package io.eligo.console.jobs;

import io.eligo.console.ConsolePage;
import io.eligo.console.FlashMessage;
import io.eligo.console.access.ConsolePaths;
import io.eligo.jobs.control.JobOverview;
import io.eligo.jobs.control.JobOverviews;
import io.eligo.operations.JobActions;
import io.eligo.operations.OperatorAudit;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Lists the jobs with purpose, schedule and last execution; runs, pauses and resumes them. */
@ConsolePage
@RequestMapping(ConsolePaths.HOME + "/jobs")
class JobsPage {
    private static final String ARGUMENT_PREFIX = "arg.";

    private final JobOverviews overviews;
    private final OperatorAudit audit;
    private final JobActions actions;

    JobsPage(JobOverviews overviews, OperatorAudit audit, JobActions actions) {
        this.overviews = overviews;
        this.audit = audit;
        this.actions = actions;
    }

    @GetMapping
    String jobs(Model model) {
        List<JobOverview> jobs = overviews.findAll();
        model.addAttribute("jobs", jobs);
        model.addAttribute("pauses", pauses(jobs));
        return "console/jobs";
    }

    /** Audit entry of the pause, by job, for jobs that are paused. */
    private Map<String, OperatorAudit.AuditEntry> pauses(List<JobOverview> jobs) {
        var pauses = new HashMap<String, OperatorAudit.AuditEntry>();
        for (JobOverview job : jobs) {
            if (job.paused()) {
                audit.findLast(JobActions.PAUSE, job.job()).ifPresent(pause -> pauses.put(job.job(), pause));
            }
        }
        return pauses;
    }

    @PostMapping("/{job}/run")
    String run(
            @PathVariable String job,
            @RequestParam Map<String, String> form,
            Authentication caller,
            HttpServletResponse response) {
        JobActions.LaunchedJob launched =
                actions.launch(caller, job, arguments(form), ExecutionActions.blankToNull(form.get("reason")));
        if (launched.executionId() == null) {
            FlashMessage.success(
                    response,
                    String.format(
                            Locale.ROOT,
                            "%s is queued (launch %d); no worker has started it yet.",
                            job,
                            launched.launchId()));
            return "redirect:" + ConsolePaths.HOME + "/jobs";
        }
        return "redirect:" + ConsolePaths.HOME + "/executions/" + launched.executionId();
    }

    /** Empty fields are left out, so that the default of the job file applies. */
    private static Map<String, String> arguments(Map<String, String> form) {
        var arguments = new LinkedHashMap<String, String>();
        form.forEach((name, value) -> {
            if (name.startsWith(ARGUMENT_PREFIX) && !value.isBlank()) {
                arguments.put(name.substring(ARGUMENT_PREFIX.length()), value.strip());
            }
        });
        return arguments;
    }

    @PostMapping("/{job}/pause")
    String pause(
            @PathVariable String job,
            @RequestParam(required = false) @Nullable String reason,
            Authentication caller,
            HttpServletResponse response) {
        actions.pause(caller, job, reason == null ? "" : reason);
        FlashMessage.success(
                response, String.format(Locale.ROOT, "schedule of %s is paused until it is resumed.", job));
        return "redirect:" + ConsolePaths.HOME + "/jobs";
    }

    @PostMapping("/{job}/resume")
    String resume(@PathVariable String job, Authentication caller, HttpServletResponse response) {
        actions.resume(caller, job);
        FlashMessage.success(response, String.format(Locale.ROOT, "schedule of %s is resumed.", job));
        return "redirect:" + ConsolePaths.HOME + "/jobs";
    }
}
