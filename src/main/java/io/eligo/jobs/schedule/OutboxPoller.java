package io.eligo.jobs.schedule;

import io.eligo.customers.CustomerReader;
import io.eligo.jobs.JobAlreadyRunning;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.files.FullRebuildArguments;
import io.eligo.jobs.files.JobNames;
import io.eligo.jobs.files.OfferChangesArguments;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.jobs.schedule.WorkPlan.UserChanges;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import io.eligo.outbox.Leases.Backlog;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.OutageLog;
import io.eligo.platform.Role;
import io.eligo.platform.threads.Executors;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.TaskExecutor;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Polls the outbox and starts runs of {@code offer-changes}, {@code user-changes} and {@code full-rebuild}, which {@link WorkPlan}
 * chooses. Each job has one run at a time, and none waits for another. A poll of an empty queue is one statement and writes
 * nothing.
 */
@Component
@ConditionalOnRole(Role.SCHEDULER)
@EnableConfigurationProperties(OutboxPollerSettings.class)
class OutboxPoller {
    private static final Logger log = LoggerFactory.getLogger(OutboxPoller.class);

    private static final long ERROR_DELAY_MS = 1_000;

    private final Leases leases;
    private final CustomerReader customerReader;
    private final JobRunner jobs;
    private final LeaseBoundRuns runs;
    private final GuardHalts halts;
    private final OutboxPollerSettings settings;
    private final ScheduleMetrics metrics;
    private final SerialWorker offerChanges;
    private final SerialWorker userChanges;
    private final SerialWorker fullRebuild;
    private volatile boolean stopping;
    private final OutageLog outage =
            new OutageLog(log, "Outbox unreadable, retrying in 1 s: {}", "Outbox readable again after {} s");

    OutboxPoller(
            Leases leases,
            CustomerReader customerReader,
            JobRunner jobs,
            LeaseBoundRuns runs,
            GuardHalts halts,
            @Qualifier(Executors.OUTBOX_WORKERS) TaskExecutor executor,
            OutboxPollerSettings settings,
            ScheduleMetrics metrics) {
        this.leases = leases;
        this.customerReader = customerReader;
        this.jobs = jobs;
        this.runs = runs;
        this.halts = halts;
        this.settings = settings;
        this.metrics = metrics;
        this.offerChanges = new SerialWorker(JobNames.OFFER_CHANGES, executor);
        this.userChanges = new SerialWorker(JobNames.USER_CHANGES, executor);
        this.fullRebuild = new SerialWorker(JobNames.FULL_REBUILD, executor);
    }

    /** Polls repeatedly until the thread is interrupted or a shutdown begins. */
    void pollUntilInterrupted() {
        try {
            while (!stopping && !Thread.currentThread().isInterrupted()) {
                Thread.sleep(tryPoll() ? settings.interval().toMillis() : ERROR_DELAY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * At a shutdown, Quartz interrupts the jobs that run, and then waits for the end of all. A poller that starts in between is
     * not interrupted.
     */
    @EventListener(ContextClosedEvent.class)
    void stop() {
        stopping = true;
    }

    private boolean tryPoll() {
        try {
            poll();
            metrics.countPoll(true);
            outage.recordSuccess();
            return true;
        } catch (DataAccessException e) {
            metrics.countPoll(false);
            outage.recordFailure(e);
            return false;
        }
    }

    private void poll() {
        Backlog backlog = leases.findBacklog();
        if (backlog.isEmpty()) {
            return;
        }
        if (isRebuildDue(backlog)) {
            fullRebuild.startIfIdle(this::rebuild);
        }
        WorkPlan plan = WorkPlan.of(backlog, settings, fullRebuild.isBusy());
        if (plan.userChanges() != UserChanges.NO_RUN) {
            userChanges.startIfIdle(() -> userChanges(plan.userChanges()));
        }
        if (plan.offerChanges()) {
            offerChanges.startIfIdle(this::offerChanges);
        }
        leases.maintain();
    }

    private boolean isRebuildDue(Backlog backlog) {
        return WorkPlan.isRebuildDue(
                backlog, settings, customerReader::estimateUserCount, () -> halts.isHaltPending(JobNames.FULL_REBUILD));
    }

    /** Does the work of one poll in this thread: a due rebuild, and after it the other runs. */
    void runOnce() {
        Backlog backlog = leases.findBacklog();
        if (isRebuildDue(backlog)) {
            rebuild();
        }
        WorkPlan plan = WorkPlan.of(backlog, settings, false);
        if (plan.offerChanges()) {
            offerChanges();
        }
        if (plan.userChanges() != UserChanges.NO_RUN) {
            userChanges(plan.userChanges());
        }
    }

    private boolean offerChanges() {
        Lease lease = leases.leaseOfferEvents();
        return runs.run(JobNames.OFFER_CHANGES, lease, OfferChangesArguments.forLease(lease.id()));
    }

    /** The job leases events itself, until none waits or a minute has passed; then the next poll starts it again. */
    private boolean userChanges(UserChanges events) {
        run(JobNames.USER_CHANGES, events.arguments());
        return false;
    }

    private boolean rebuild() {
        Lease lease = leases.leaseAllUsersEvents();
        if (lease.eventCount() > 0) {
            runs.runSelfSettling(JobNames.FULL_REBUILD, lease, FullRebuildArguments.FOR_OUTBOX);
        } else {
            run(JobNames.FULL_REBUILD, FullRebuildArguments.FOR_OUTBOX);
        }
        return false;
    }

    private void run(String job, Map<String, String> arguments) {
        try {
            JobResult result = jobs.run(job, arguments);
            if (!result.isCompleted() && !result.halted()) {
                throw new IllegalStateException(
                        String.format(Locale.ROOT, "%s %d %s", job, result.executionId(), result.status()));
            }
        } catch (JobAlreadyRunning e) {
            log.debug("{} is running already, its events wait until it has ended", job, e);
        }
    }
}
