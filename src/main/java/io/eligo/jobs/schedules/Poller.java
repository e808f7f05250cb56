package io.eligo.jobs.schedules;

import io.eligo.customers.CustomerReader;
import io.eligo.jobs.Guard;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunning;
import io.eligo.jobs.Jobs;
import io.eligo.outbox.Backlog;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Looks at the outbox and wakes its lanes: offers, users, and everybody, each with one run at a time and none waiting for
 * another's. A look at an empty queue is one statement and writes nothing.
 */
@Component
@ConditionalOnRole(Role.SCHEDULER)
@EnableConfigurationProperties(PollerSettings.class)
class Poller implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Poller.class);

    // Fewer are never worth a rebuild of everybody, nor counting everybody at each look.
    private static final long MANY_USERS = 100_000;
    private static final long AFTER_TROUBLE = 1_000;

    // What the other lanes would take away without asking, this one does as well, and nothing besides.
    private static final Map<String, String> TRUST_EVENTS = Map.of("trust-events", "true");
    private static final String REBUILD = "full-rebuild";

    private final Leases leases;
    private final CustomerReader customerReader;
    private final Jobs jobs;
    private final LeasedRuns runs;
    private final Guard guard;
    private final PollerSettings settings;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Lane offers = new Lane("offer-changes", threads);
    private final Lane users = new Lane("user-changes", threads);
    private final Lane everybody = new Lane(REBUILD, threads);
    private boolean failing;

    Poller(
            Leases leases,
            CustomerReader customerReader,
            Jobs jobs,
            LeasedRuns runs,
            Guard guard,
            PollerSettings settings) {
        this.leases = leases;
        this.customerReader = customerReader;
        this.jobs = jobs;
        this.runs = runs;
        this.guard = guard;
        this.settings = settings;
    }

    /** Looks again and again until the thread is interrupted. */
    void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(looked() ? settings.interval().toMillis() : AFTER_TROUBLE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean looked() {
        try {
            look();
            failing = false;
            return true;
        } catch (DataAccessException e) {
            // It looks again in a second; once is enough to say so.
            if (!failing) {
                log.warn(
                        "the outbox cannot be read: {}",
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage());
            }
            failing = true;
            return false;
        }
    }

    private void look() {
        Backlog backlog = leases.findBacklog();
        if (backlog.isEmpty()) {
            return;
        }
        if (wantsRebuild(backlog) && !guard.stands(REBUILD)) {
            everybody.wake(this::rebuild);
        }
        // What the rebuild is about to settle is left to it; where it has failed and pauses, it holds up nobody.
        boolean rebuilding = everybody.busy();
        if (rebuilding && backlog.users() > MANY_USERS) {
            if (backlog.usersInSmallEvents() > 0) {
                users.wake(() -> users(Map.of("only-few", "true")));
            }
        } else if (backlog.users() > 0) {
            users.wake(() -> users(Map.of()));
        }
        if (backlog.merchants() > 0 && !(rebuilding && backlog.merchants() > settings.merchantsAtMost())) {
            offers.wake(this::offers);
        }
        leases.maintain();
    }

    /**
     * Where so much waits, everybody is done sooner; and that settles whatever waits by then. But not where a rebuild stands halted:
     * then the other lanes do what they can, and events of everybody wait for whoever lets it go on or ends it.
     */
    private boolean wantsRebuild(Backlog backlog) {
        return backlog.everybody()
                || backlog.merchants() > settings.merchantsAtMost()
                || backlog.users() > MANY_USERS
                        && backlog.users() > settings.shareAtMost() * customerReader.estimateUserCount();
    }

    /** Works off once what each lane would, in this thread; whether there was anything. */
    boolean runOnce() {
        Backlog backlog = leases.findBacklog();
        boolean worked = wantsRebuild(backlog) && !guard.stands(REBUILD) && rebuild();
        worked |= offers();
        worked |= backlog.users() > 0 && users(Map.of());
        return worked;
    }

    private boolean offers() {
        Lease lease = leases.leaseOfferEvents();
        return runs.run("offer-changes", lease, Map.of("lease", lease.id().toString()));
    }

    /** The job leases by itself, until nothing waits. */
    private boolean users(Map<String, String> arguments) {
        run("user-changes", arguments);
        return false;
    }

    private boolean rebuild() {
        Lease lease = leases.leaseEverybodyEvents();
        if (lease.eventCount() > 0) {
            runs.runThatSettles(REBUILD, lease, TRUST_EVENTS);
        } else {
            run(REBUILD, TRUST_EVENTS);
        }
        return false;
    }

    private void run(String job, Map<String, String> arguments) {
        try {
            JobResult result = jobs.run(job, arguments);
            if (result.halted()) {
                log.error("{} {} was {}", job, result.executionId(), result.summary());
            } else if (!result.completed()) {
                throw new IllegalStateException(
                        String.format(Locale.ROOT, "%s %d %s", job, result.executionId(), result.status()));
            }
        } catch (JobRunning e) {
            log.debug("{} is being run by hand; the outbox waits for it", job);
        }
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
