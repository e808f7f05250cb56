package io.eligo.console;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.catalog.Catalog;
import io.eligo.console.access.ConsolePaths;
import io.eligo.operations.ChangeStatuses;
import io.eligo.operations.NumericIds;
import io.eligo.operations.OutboxActions;
import io.eligo.outbox.EventDeferrals;
import io.eligo.outbox.Outbox;
import io.eligo.outbox.inspect.QueuedEvent;
import io.eligo.outbox.inspect.QueuedEvents;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows waiting, leased and parked outbox events; retries and discards parked events; begins and ends deferrals. */
@ConsolePage
@RequestMapping(ConsolePaths.HOME + "/outbox")
class OutboxPage {
    private static final String REDIRECT = "redirect:" + ConsolePaths.HOME + "/outbox";
    private static final int MAX_SHOWN = 20;

    private final Outbox outbox;
    private final QueuedEvents events;
    private final EventDeferrals eventDeferrals;
    private final Catalog catalog;
    private final ChangeStatuses changeStatuses;
    private final OutboxActions actions;

    OutboxPage(
            Outbox outbox,
            QueuedEvents events,
            EventDeferrals eventDeferrals,
            Catalog catalog,
            ChangeStatuses changeStatuses,
            OutboxActions actions) {
        this.outbox = outbox;
        this.events = events;
        this.eventDeferrals = eventDeferrals;
        this.catalog = catalog;
        this.changeStatuses = changeStatuses;
        this.actions = actions;
    }

    @GetMapping
    String overview(@RequestParam(required = false) @Nullable Long before, Model model) {
        model.addAttribute("outboxState", outbox.findState());
        model.addAttribute("deferrals", eventDeferrals.findAll());
        model.addAttribute("waiting", events.findWaiting(MAX_SHOWN));
        model.addAttribute("leased", events.findLeased(MAX_SHOWN));
        ListPage.read(size -> events.findParked(before, size), QueuedEvent::id).addTo(model, "parked", before);
        return "console/outbox";
    }

    @GetMapping("/events/{id}")
    String event(@PathVariable long id, Model model) {
        QueuedEvent event = events.find(id).orElse(null);
        model.addAttribute("id", id);
        model.addAttribute("event", event);
        model.addAttribute("steps", event == null ? changeStatuses.findEventHistory(id) : List.of());
        if (event != null) {
            model.addAttribute("inCatalog", catalog.refresh().includes(event.token()));
        }
        return "console/event";
    }

    /** Status of a change, by its freshness token: from the answer of a mutation or from {@code pg_current_xact_id()}. */
    @GetMapping("/change")
    String change(@RequestParam String token, Model model) {
        model.addAttribute("change", changeStatuses.findByToken(ChangeStatuses.parseToken(token)));
        return "console/change";
    }

    /** @param all whether to retry every parked event, including those that the page did not show */
    @PostMapping("/retry")
    String retry(
            @RequestParam(defaultValue = "") List<String> ids,
            @RequestParam(defaultValue = "false") boolean all,
            Authentication caller,
            HttpServletResponse response) {
        List<Long> retried = actions.retryParked(caller, all ? null : parseIds(ids));
        FlashMessage.success(
                response,
                String.format(Locale.ROOT, "%s queued again with no attempts counted.", describeCount(retried)));
        return REDIRECT;
    }

    @PostMapping("/discard")
    String discard(
            @RequestParam(defaultValue = "") List<String> ids,
            @RequestParam(defaultValue = "") String reason,
            Authentication caller,
            HttpServletResponse response) {
        List<Long> discarded = actions.discardParked(caller, parseIds(ids), reason);
        FlashMessage.success(
                response,
                String.format(
                        Locale.ROOT,
                        "%s discarded; grants of the affected users stay unchanged until the next rebuild.",
                        describeCount(discarded)));
        return REDIRECT;
    }

    /** @param merchant a merchant id; empty for all merchants */
    @PostMapping("/defer")
    String defer(
            @RequestParam(defaultValue = "") String merchant,
            @RequestParam(defaultValue = "") String reason,
            Authentication caller,
            HttpServletResponse response) {
        actions.defer(caller, parseMerchant(merchant), reason);
        FlashMessage.success(response, "changes are deferred until the deferral is ended.");
        return REDIRECT;
    }

    /** @param merchant as for {@link #defer} */
    @PostMapping("/end-deferral")
    String endDeferral(
            @RequestParam(defaultValue = "") String merchant, Authentication caller, HttpServletResponse response) {
        actions.endDeferral(caller, parseMerchant(merchant));
        FlashMessage.success(response, "deferral ended; deferred changes are processed now.");
        return REDIRECT;
    }

    private static @Nullable UUID parseMerchant(String text) {
        return text.isBlank() ? null : Ids.parse("merchant", text.strip());
    }

    private static String describeCount(List<Long> events) {
        return events.size() == 1 ? String.format(Locale.ROOT, "event %d", events.get(0)) : events.size() + " events";
    }

    private static List<Long> parseIds(List<String> ids) {
        if (ids.isEmpty()) {
            throw ClientError.badArgument("ids", "choose at least one event");
        }
        return ids.stream().map(id -> NumericIds.parse("ids", id)).toList();
    }
}
