package io.eligo.rollout.schedule;

import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutControl;
import io.eligo.rollout.schedule.RolloutSchedule.State;
import io.eligo.rollout.triggers.TriggerState;
import io.eligo.rollout.triggers.Triggers;
import io.eligo.rollout.triggers.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Does the step of the running schedule that is due. Any node with the role scheduler may do so: the step is counted in the
 * transaction that changes the switch. A node that ends in between has done nothing, and another node does the same step.
 */
@Component
public class ScheduleRunner {
    private static final Logger log = LoggerFactory.getLogger(ScheduleRunner.class);

    private final ScheduleTable table;
    private final RolloutSchedules schedules;
    private final RolloutControl control;
    private final Triggers triggers;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    ScheduleRunner(
            JdbcClient jdbc,
            RolloutSchedules schedules,
            RolloutControl control,
            Triggers triggers,
            PlatformTransactionManager transactions) {
        this.table = new ScheduleTable(jdbc);
        this.schedules = schedules;
        this.control = control;
        this.triggers = triggers;
        this.transaction = new TransactionTemplate(transactions);
        this.jdbc = jdbc;
    }

    /** Does the step that is due, if a schedule runs and may go on. */
    public void runOnce(Instant now) {
        if (table.findNewest().filter(schedule -> mayStep(schedule, now)).isPresent()) {
            transaction.executeWithoutResult(status -> step(now));
        }
    }

    private void step(Instant now) {
        // A node that hangs while it holds the lock loses its session, so that another one goes on.
        jdbc.sql("SET LOCAL idle_in_transaction_session_timeout = '3s'").update();
        Rollout present = control.lock();
        Optional<RolloutSchedule> due = table.lockActive().filter(schedule -> mayStep(schedule, now));
        due.ifPresent(schedule -> {
            schedules.step(schedule, present, now);
            log.info("Rollout {} has done step {}", schedule.name(), schedule.steps() + 1);
        });
    }

    private boolean mayStep(RolloutSchedule schedule, Instant now) {
        return schedule.state() == State.RUNNING
                && schedule.nextStepAt() != null
                && !schedule.nextStepAt().isAfter(now)
                && findHolding(schedule).isEmpty();
    }

    /**
     * The triggers that keep a forward schedule from its next step: those that are watched and not good since the last step. A
     * trigger that cannot be known holds, until an operator leaves it out.
     */
    public List<TriggerState> findHolding(RolloutSchedule schedule) {
        return schedule.kind() != ScheduleKind.FORWARD || !schedule.isActive()
                ? List.of()
                : triggers.findAll(schedule.lastStepAt()).stream()
                        .filter(state -> state.trigger().watched() && state.verdict() != Verdict.GOOD)
                        .toList();
    }
}
