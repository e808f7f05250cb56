package io.eligo.jobs.schedule;

import io.eligo.jobs.files.UserChangesArguments;
import io.eligo.outbox.Leases.Backlog;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Which incremental runs a backlog starts, and whether it starts a full rebuild. A rebuild and incremental runs run at the same
 * time, but the incremental runs leave large backlogs to the rebuild, because it is about to settle their events.
 */
record WorkPlan(UserChanges userChanges, boolean offerChanges) {
    // A smaller backlog never justifies a full rebuild, nor counting all users at each poll.
    private static final long MIN_USERS_FOR_REBUILD = 100_000;

    /** The events that a run of {@code user-changes} leases. */
    enum UserChanges {
        NO_RUN(Map.of()),
        SMALL_EVENTS(UserChangesArguments.DURING_REBUILD),
        ALL_EVENTS(Map.of());

        private final Map<String, String> arguments;

        UserChanges(Map<String, String> arguments) {
            this.arguments = arguments;
        }

        Map<String, String> arguments() {
            return arguments;
        }
    }

    /**
     * Whether the backlog is so large that a full rebuild is faster; the rebuild also settles the waiting events. Not if a
     * rebuild is halted: the other jobs then do what they can, and events of all users wait until the halt is approved or
     * abandoned.
     *
     * @param userCount the number of all users, asked for only if it decides
     * @param halted whether a rebuild is halted, asked for only if it decides
     */
    static boolean isRebuildDue(
            Backlog backlog, OutboxPollerSettings settings, LongSupplier userCount, BooleanSupplier halted) {
        return isLarge(backlog, settings, userCount) && !halted.getAsBoolean();
    }

    private static boolean isLarge(Backlog backlog, OutboxPollerSettings settings, LongSupplier userCount) {
        return backlog.allUsers()
                || backlog.merchants() > settings.maxMerchants()
                || backlog.users() > MIN_USERS_FOR_REBUILD
                        && backlog.users() > settings.maxUserShare() * userCount.getAsLong();
    }

    /** @param rebuilding whether the poller's own rebuild runs; false if it has failed and pauses, so that it delays no other run */
    static WorkPlan of(Backlog backlog, OutboxPollerSettings settings, boolean rebuilding) {
        return new WorkPlan(
                userChanges(backlog, rebuilding),
                backlog.merchants() > 0 && !(rebuilding && backlog.merchants() > settings.maxMerchants()));
    }

    private static UserChanges userChanges(Backlog backlog, boolean rebuilding) {
        if (rebuilding && backlog.users() > MIN_USERS_FOR_REBUILD) {
            return backlog.usersInSmallEvents() > 0 ? UserChanges.SMALL_EVENTS : UserChanges.NO_RUN;
        }
        return backlog.users() > 0 ? UserChanges.ALL_EVENTS : UserChanges.NO_RUN;
    }
}
