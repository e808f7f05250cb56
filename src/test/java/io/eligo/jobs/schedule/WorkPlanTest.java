package io.eligo.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.schedule.WorkPlan.UserChanges;
import io.eligo.outbox.Leases.Backlog;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What backlogs start, with {@code max-merchants} 200 and {@code max-user-share} 0.5. */
class WorkPlanTest {
    private static final OutboxPollerSettings SETTINGS = new OutboxPollerSettings(Duration.ofMillis(200), 200, 0.5);

    @ParameterizedTest
    @CsvSource(textBlock = """
            # merchants, users,  all users, user count, due
              0,         0,      false,     1000000,    false
              200,       0,      false,     1000000,    false
              201,       0,      false,     1000000,    true
              0,         100000, false,     1,          false
              0,         100001, false,     200001,     true
              0,         100001, false,     200002,     false
              0,         500000, false,     1000000,    false
              0,         500001, false,     1000000,    true
              0,         0,      true,      1000000,    true
              1,         1,      true,      1000000,    true
            """)
    void aLargeBacklogMakesARebuildDueUnlessOneIsHalted(
            long merchants, long users, boolean allUsers, long userCount, boolean due) {
        var backlog = new Backlog(merchants, users, 0, allUsers);
        assertThat(WorkPlan.isRebuildDue(backlog, SETTINGS, () -> userCount, () -> false))
                .isEqualTo(due);
        assertThat(WorkPlan.isRebuildDue(backlog, SETTINGS, () -> userCount, () -> true))
                .isFalse();
    }

    @Test
    void theDatabaseIsAskedOnlyIfTheAnswerDecides() {
        LongSupplier noCount = () -> {
            throw new AssertionError("all users counted");
        };
        BooleanSupplier noHalt = () -> {
            throw new AssertionError("halts read");
        };
        assertThat(WorkPlan.isRebuildDue(new Backlog(200, 100_000, 0, false), SETTINGS, noCount, noHalt))
                .isFalse();
        assertThat(WorkPlan.isRebuildDue(new Backlog(201, 0, 0, false), SETTINGS, noCount, () -> false))
                .isTrue();
        assertThat(WorkPlan.isRebuildDue(new Backlog(0, 0, 0, true), SETTINGS, noCount, () -> false))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # rebuilding, merchants, users,  in small events, user changes, offer changes
              false,      0,         0,      0,               NO_RUN,       false
              false,      1,         0,      0,               NO_RUN,       true
              false,      0,         1,      1,               ALL_EVENTS,   false
              false,      201,       100001, 0,               ALL_EVENTS,   true
              true,       0,         0,      0,               NO_RUN,       false
              true,       200,       100000, 0,               ALL_EVENTS,   true
              true,       200,       100001, 0,               NO_RUN,       true
              true,       200,       100001, 1,               SMALL_EVENTS, true
              true,       201,       100000, 1,               ALL_EVENTS,   false
              true,       201,       100001, 1,               SMALL_EVENTS, false
            """)
    void incrementalRunsLeaveLargeBacklogsToARunningRebuild(
            boolean rebuilding,
            long merchants,
            long users,
            long usersInSmallEvents,
            UserChanges userChanges,
            boolean offerChanges) {
        var backlog = new Backlog(merchants, users, usersInSmallEvents, false);
        assertThat(WorkPlan.of(backlog, SETTINGS, rebuilding)).isEqualTo(new WorkPlan(userChanges, offerChanges));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void eventsOfAllUsersStartNoIncrementalRun(boolean rebuilding) {
        assertThat(WorkPlan.of(new Backlog(0, 0, 0, true), SETTINGS, rebuilding))
                .isEqualTo(new WorkPlan(UserChanges.NO_RUN, false));
    }
}
