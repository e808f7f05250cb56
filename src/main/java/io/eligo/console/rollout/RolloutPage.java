package io.eligo.console.rollout;

import io.eligo.console.ConsolePage;
import io.eligo.console.FlashMessage;
import io.eligo.console.access.ConsolePaths;
import io.eligo.operations.OperatorAudit;
import io.eligo.operations.RolloutActions;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.schedule.RolloutSchedule;
import io.eligo.rollout.schedule.RolloutSchedules;
import io.eligo.rollout.schedule.ScheduleRunner;
import io.eligo.rollout.triggers.Triggers;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The switch between the precomputed path and the query-time resolver: its state, schedule and triggers. */
@ConsolePage
@RequestMapping(ConsolePaths.HOME + "/rollout")
class RolloutPage {
    private static final String REDIRECT = "redirect:" + ConsolePaths.HOME + "/rollout";
    private static final int MAX_TRIPS = 5;
    private static final int MAX_CHANGES = 10;
    private static final Duration NODES_FOLLOW_WITHIN = Duration.ofSeconds(1);

    private final RolloutControl control;
    private final RolloutSchedules schedules;
    private final ScheduleRunner runner;
    private final Triggers triggers;
    private final OperatorAudit audit;
    private final RolloutActions actions;

    RolloutPage(
            RolloutControl control,
            RolloutSchedules schedules,
            ScheduleRunner runner,
            Triggers triggers,
            OperatorAudit audit,
            RolloutActions actions) {
        this.control = control;
        this.schedules = schedules;
        this.runner = runner;
        this.triggers = triggers;
        this.audit = audit;
        this.actions = actions;
    }

    @GetMapping
    String state(Model model) {
        Rollout rollout = control.find();
        RolloutSchedule schedule = schedules.findNewest().orElse(null);
        model.addAttribute("rollout", rollout);
        model.addAttribute(
                "following", rollout.changedAt().plus(NODES_FOLLOW_WITHIN).isAfter(Instant.now()));
        model.addAttribute("allowed", oneInEachLine(rollout.allowed()));
        model.addAttribute("denied", oneInEachLine(rollout.denied()));
        model.addAttribute("schedule", schedule);
        model.addAttribute(
                "nextShare",
                schedule == null ? null : schedules.findNextShare(schedule).orElse(null));
        model.addAttribute("holding", schedule == null ? List.of() : runner.findHolding(schedule));
        model.addAttribute("triggers", triggers.findAll());
        model.addAttribute("trips", triggers.findTrips(MAX_TRIPS));
        model.addAttribute("changes", audit.findNewestOf(RolloutActions.NAMES, MAX_CHANGES));
        return "console/rollout";
    }

    private static String oneInEachLine(Set<UUID> users) {
        return users.stream().sorted().map(UUID::toString).collect(Collectors.joining("\n"));
    }

    /** @param state {@code off}, {@code on} for all users, or {@code share} */
    @PostMapping("/set")
    String set(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String share,
            @RequestParam(defaultValue = "") String reason,
            Authentication caller,
            HttpServletResponse response) {
        actions.setRollout(caller, RolloutForms.parseState(state, share), reason);
        FlashMessage.success(response, "the switch is changed; every node follows within a second.");
        return REDIRECT;
    }

    /** @param allow ids of users, separated by spaces or lines; so is {@code deny} */
    @PostMapping("/lists")
    String setLists(
            @RequestParam(defaultValue = "") String allow,
            @RequestParam(defaultValue = "") String deny,
            @RequestParam(defaultValue = "") String reason,
            Authentication caller,
            HttpServletResponse response) {
        actions.setRollout(caller, RolloutForms.parseLists(allow, deny), reason);
        FlashMessage.success(response, "the lists are changed; every node follows within a second.");
        return REDIRECT;
    }

    /** @param minutes length of a step */
    @PostMapping("/schedule/start")
    String startSchedule(
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String minutes,
            @RequestParam(defaultValue = "") String reason,
            Authentication caller,
            HttpServletResponse response) {
        actions.startSchedule(caller, RolloutForms.parseKind(kind), RolloutForms.parseMinutes(minutes), reason);
        FlashMessage.success(response, "the schedule is started, and its first step is done.");
        return REDIRECT;
    }

    @PostMapping("/schedule/pause")
    String pauseSchedule(
            @RequestParam(defaultValue = "") String reason, Authentication caller, HttpServletResponse response) {
        actions.pauseSchedule(caller, reason);
        FlashMessage.success(response, "the schedule is paused.");
        return REDIRECT;
    }

    @PostMapping("/schedule/resume")
    String resumeSchedule(
            @RequestParam(defaultValue = "") String reason, Authentication caller, HttpServletResponse response) {
        actions.resumeSchedule(caller, reason);
        FlashMessage.success(response, "the schedule is resumed.");
        return REDIRECT;
    }

    @PostMapping("/schedule/end")
    String endSchedule(
            @RequestParam(defaultValue = "") String reason, Authentication caller, HttpServletResponse response) {
        actions.endSchedule(caller, reason);
        FlashMessage.success(response, "the schedule is ended; the switch stays as it is.");
        return REDIRECT;
    }

    /** @param settings the fields of the form; empty ones stay as they are */
    @PostMapping("/triggers/{trigger}")
    String setTrigger(
            @PathVariable String trigger,
            @RequestParam Map<String, String> settings,
            Authentication caller,
            HttpServletResponse response) {
        actions.setTrigger(caller, trigger, RolloutForms.parseTrigger(settings), settings.getOrDefault("reason", ""));
        FlashMessage.success(response, "the trigger is changed.");
        return REDIRECT;
    }
}
