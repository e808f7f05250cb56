package io.eligo.rollout.triggers;

import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.triggers.TriggerTable.StoredTrigger;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The triggers, their verdicts, and what they switched off. */
@Component
public class Triggers {
    private final TriggerTable table;
    private final RolloutControl control;

    Triggers(JdbcClient jdbc, RolloutControl control) {
        this.table = new TriggerTable(jdbc);
        this.control = control;
    }

    /** All triggers with their verdicts on the windows since the precomputed path answers users. */
    public List<TriggerState> findAll() {
        return findAll(control.findOnSince());
    }

    /** All triggers with their verdicts on the windows that began at this instant or later. */
    public List<TriggerState> findAll(Instant evidenceFrom) {
        return table.findAll().stream()
                .map(stored -> stateOf(stored, evidenceFrom))
                .toList();
    }

    private TriggerState stateOf(StoredTrigger stored, Instant evidenceFrom) {
        Trigger trigger = stored.trigger();
        List<WindowResult> windows = table.findWindows(trigger, stored.judgedUntil());
        return TriggerState.of(trigger, stored.judgedUntil(), windows, evidenceFrom);
    }

    /**
     * Changes the settings of a trigger, in the caller's transaction if there is one.
     *
     * @throws InvalidRolloutException if there is no such trigger, or its settings do not fit each other
     */
    @Transactional
    public TriggerState change(String name, TriggerChange change) {
        TriggerMetric metric = TriggerMetric.parse(name);
        Trigger before = table.lockAll().stream()
                .map(StoredTrigger::trigger)
                .filter(trigger -> trigger.metric() == metric)
                .findFirst()
                .orElseThrow();
        table.update(change.applyTo(before));
        return findAll().stream()
                .filter(state -> state.trigger().metric() == metric)
                .findFirst()
                .orElseThrow();
    }

    /** The newest trips first. */
    public List<Trip> findTrips(int limit) {
        return table.findTrips(limit);
    }
}
