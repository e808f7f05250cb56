package io.eligo.rollout;

import io.eligo.customers.CustomerReader;
import io.eligo.servers.TableCleaner;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Changes the switch, so that this process follows at once and not at its next poll. */
@TestComponent
public class RolloutFixture {
    private final RolloutControl control;
    private final RolloutFollower follower;

    private final JdbcClient jdbc;
    private final CustomerReader customers;
    private boolean triggersAct;

    RolloutFixture(RolloutControl control, RolloutFollower follower, JdbcClient jdbc, CustomerReader customers) {
        this.control = control;
        this.follower = follower;
        this.jdbc = jdbc;
        this.customers = customers;
    }

    /** On for all users, without lists and shadow. No trigger acts. */
    public void reset() {
        triggersAct = false;
        set(new RolloutChange(true, RolloutChange.ON.share(), BigDecimal.ZERO, List.of(), List.of()));
    }

    /** Triggers act only after {@link #startRollout}: the load of a test on a busy machine must not switch off. */
    public void set(RolloutChange change) {
        control.change(change, "test", null);
        if (!triggersAct) {
            jdbc.sql("UPDATE rollout SET on_since = 'infinity'").update();
        }
        follower.refresh();
    }

    /** On for all users; no measurements, verdicts, trips and schedules; all triggers as at the first start. No trigger acts. */
    public void resetAll() {
        TableCleaner.empty(
                jdbc,
                "rollout_measurement, rollout_window, rollout_trip, rollout_schedule, operator_action RESTART IDENTITY");
        jdbc.sql("""
                UPDATE rollout_trigger t
                SET watched = true, window_seconds = 60, minimum_sample = d.sample, bound = d.bound, bad_windows = 1, of_windows = 1,
                    judged_until = 'epoch'
                FROM (VALUES ('p95', 100, 200), ('p95-relative', 100, 1.5), ('errors', 100, 1), ('hit-rate', 100, 50),
                      ('queue', 1, 5000), ('database-cpu', 1, 80), ('wrong-answers', 100, 0)) AS d(name, sample, bound)
                WHERE t.name = d.name
                """).update();
        reset();
    }

    /** Like {@link #resetAll}, and a person has switched on: the triggers act. */
    public void startRollout() {
        resetAll();
        triggersAct = true;
        set(RolloutChange.ON);
        // As if their copies were in the cache by now.
        jdbc.sql("UPDATE rollout SET users_added_at = 'epoch'").update();
    }

    /** Throws if the switch is not as {@link #reset} leaves it: later tests of the database would read by another path. */
    public void requireReset() {
        String changed = jdbc.sql(
                        "SELECT r::text FROM rollout r WHERE NOT (enabled AND share = 100 AND shadow_share = 0 AND on_since = 'infinity')"
                                + " UNION ALL SELECT u::text FROM rollout_user u UNION ALL SELECT s::text FROM rollout_schedule s WHERE ended_at IS NULL")
                .query(String.class)
                .list()
                .toString();
        if (!changed.equals("[]")) {
            resetAll();
            throw new IllegalStateException("the rollout is left changed: " + changed);
        }
    }

    /** The control of another node, with a connection of its own. */
    public RolloutControl ofAnotherNode(JdbcClient connection, ApplicationEventPublisher events) {
        return new RolloutControl(connection, customers, events);
    }
}
