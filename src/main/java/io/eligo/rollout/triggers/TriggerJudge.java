package io.eligo.rollout.triggers;

import io.eligo.rollout.AutomaticAuditEntry;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutChangeApplied;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.measurement.MeasuredWindow;
import io.eligo.rollout.measurement.MeasurementTable;
import io.eligo.rollout.triggers.TriggerTable.StoredTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Judges the windows that have ended, and switches the precomputed path off if a trigger is bad. Any node with the role
 * scheduler may do so: the rows of the triggers are locked, and their {@code judged_until} keeps a window from being judged twice. A
 * node that ends in between has judged nothing, and the next call of another node judges the same window.
 */
@Component
public class TriggerJudge {
    private static final Logger log = LoggerFactory.getLogger(TriggerJudge.class);

    /** How long after the end of a window the nodes may write their measurements of it. */
    public static final Duration GRACE = Duration.ofSeconds(2);

    // The time of the database moved back if a window ended later than that.
    private static final Duration MAX_AHEAD = Duration.ofSeconds(30);

    private final TriggerTable table;
    private final MeasurementTable measurements;
    private final RolloutControl control;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    TriggerJudge(
            JdbcClient jdbc,
            MeasurementTable measurements,
            RolloutControl control,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions) {
        this.table = new TriggerTable(jdbc);
        this.measurements = measurements;
        this.control = control;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Judges each trigger's last ended window, if no node has done so. */
    public void runOnce(Instant now) {
        Instant until = now.minus(GRACE);
        if (table.findAll().stream().anyMatch(trigger -> isDue(trigger, until))) {
            transaction.executeWithoutResult(status -> judge(now, until));
        }
    }

    private void judge(Instant now, Instant until) {
        List<StoredTrigger> all = table.lockAll();
        List<StoredTrigger> due =
                all.stream().filter(stored -> isDue(stored, until)).toList();
        if (due.isEmpty()) {
            return;
        }
        Trigger relative = all.stream()
                .map(StoredTrigger::trigger)
                .filter(trigger -> trigger.metric() == TriggerMetric.P95_RELATIVE)
                .findFirst()
                .orElseThrow();
        Instant usersAddedAt = control.findUsersAddedAt();
        for (StoredTrigger stored : due) {
            Trigger trigger = stored.trigger();
            Instant endsAt = lastEnd(trigger, until);
            table.insertWindow(
                    trigger,
                    new WindowJudge(
                                    trigger,
                                    relative,
                                    endsAt,
                                    measurements.findWindow(endsAt.minus(trigger.window()), endsAt),
                                    usersAddedAt)
                            .judge());
        }
        tripIfBad(
                now,
                due.stream()
                        .map(StoredTrigger::trigger)
                        .filter(Trigger::watched)
                        .toList(),
                until);
    }

    private void tripIfBad(Instant now, List<Trigger> judged, Instant until) {
        Rollout rollout = control.lock();
        if (rollout.includesNoUser()) {
            return;
        }
        Instant onSince = control.findOnSince();
        List<TriggerState> bad = judged.stream()
                .map(trigger -> stateOf(trigger, lastEnd(trigger, until), onSince))
                .filter(state -> state.verdict() == Verdict.BAD)
                .toList();
        if (!bad.isEmpty()) {
            trip(now, bad);
        }
    }

    private TriggerState stateOf(Trigger trigger, Instant judgedUntil, Instant onSince) {
        return TriggerState.of(trigger, judgedUntil, table.findWindows(trigger, judgedUntil), onSince);
    }

    private void trip(Instant now, List<TriggerState> bad) {
        bad.forEach(state -> table.insertTrip(now, state, describe(state)));
        String who = "trigger "
                + bad.stream().map(state -> state.trigger().metric().word()).collect(Collectors.joining(", "));
        String reason = bad.stream().map(TriggerJudge::describe).collect(Collectors.joining("; "));
        control.change(RolloutChange.OFF, RolloutChangeApplied.Cause.TRIGGER, who, reason);
        events.publishEvent(
                new AutomaticAuditEntry(who, AutomaticAuditEntry.ROLLOUT, RolloutChange.OFF.describe(), reason));
        log.error("Rollout switched off by {}: {}", who, reason);
    }

    private static String describe(TriggerState state) {
        Trigger trigger = state.trigger();
        TriggerMetric metric = trigger.metric();
        WindowResult bad = state.newestBad();
        return String.format(
                Locale.ROOT,
                "%s: %s, %s %s, in %d of %d windows of %d s until %s, %d %s",
                metric.description(),
                metric.format(Objects.requireNonNull(bad.value())),
                metric.isBadBelow() ? "under" : "over",
                metric.format(trigger.bound()),
                state.count(Verdict.BAD),
                trigger.ofWindows(),
                trigger.window().toSeconds(),
                bad.endsAt(),
                bad.sample(),
                metric.sampleUnit());
    }

    private static boolean isDue(StoredTrigger stored, Instant until) {
        return stored.judgedUntil().isBefore(lastEnd(stored.trigger(), until))
                || stored.judgedUntil().isAfter(until.plus(MAX_AHEAD));
    }

    private static Instant lastEnd(Trigger trigger, Instant until) {
        return MeasuredWindow.lastEnd(trigger.window(), until);
    }
}
