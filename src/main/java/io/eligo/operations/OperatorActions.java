package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.grants.Grants;
import io.eligo.jobs.JobRefused;
import io.eligo.jobs.LaunchQueue;
import io.eligo.jobs.LaunchQueue.LaunchOutcome;
import io.eligo.jobs.control.JobControl;
import io.eligo.jobs.control.JobSchedules;
import io.eligo.jobs.guard.GuardHalts;
import io.eligo.outbox.EventDeferrals;
import io.eligo.outbox.inspect.ParkedEvent;
import io.eligo.outbox.inspect.ParkedEvents;
import io.eligo.rollout.AutomaticAuditEntry;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutControl;
import io.eligo.security.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Actions of operators, for the console and for GraphQL. Each action needs {@link Scope#OPS_WRITE} and is written to the audit
 * with its result, also if it was refused. Destructive actions need a reason.
 */
@Component
public class OperatorActions {
    public static final String PAUSE = "pause";
    public static final String ROLLOUT = AutomaticAuditEntry.ROLLOUT;

    // Workers poll for launches twice a second. After the timeout the caller gets the launch id and can query the
    // launch again.
    private static final Duration START_TIMEOUT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 50;
    private static final int MAX_REASON_LENGTH = 1_000;

    private final JobControl control;
    private final LaunchQueue launches;
    private final JobSchedules schedules;
    private final GuardHalts halts;
    private final EventDeferrals eventDeferrals;
    private final ParkedEvents parked;
    private final Grants grants;
    private final RolloutControl rollout;
    private final OperatorAudit audit;
    private final TransactionTemplate transaction;

    OperatorActions(
            JobControl control,
            LaunchQueue launches,
            JobSchedules schedules,
            GuardHalts halts,
            EventDeferrals eventDeferrals,
            ParkedEvents parked,
            Grants grants,
            RolloutControl rollout,
            OperatorAudit audit,
            PlatformTransactionManager transactions) {
        this.control = control;
        this.launches = launches;
        this.schedules = schedules;
        this.halts = halts;
        this.eventDeferrals = eventDeferrals;
        this.parked = parked;
        this.grants = grants;
        this.rollout = rollout;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param executionId null if no worker has started the launch yet */
    public record LaunchedJob(long launchId, @Nullable Long executionId) {}

    public LaunchedJob launch(
            Authentication operator, String job, Map<String, String> arguments, @Nullable String reason) {
        String target = arguments.isEmpty() ? job : job + " " + arguments;
        return awaitStart(runAudited(
                operator,
                "launch",
                target,
                reason,
                () -> launches.enqueue(job, arguments, operator.getName(), reason)));
    }

    public LaunchedJob restart(Authentication operator, long execution, @Nullable String reason) {
        return awaitStart(runAudited(
                operator,
                "restart",
                describeExecution(execution),
                reason,
                () -> control.restart(execution, operator.getName(), reason)));
    }

    public void stop(Authentication operator, long execution, @Nullable String reason) {
        runAudited(operator, "stop", describeExecution(execution), reason, () -> control.stop(execution));
    }

    public void abandon(Authentication operator, long execution, String reason) {
        runAudited(
                operator,
                "abandon",
                describeExecution(execution),
                requireReason(reason),
                () -> control.abandon(execution));
    }

    public void recover(Authentication operator, long execution, String reason) {
        runAudited(
                operator,
                "recover",
                describeExecution(execution),
                requireReason(reason),
                () -> control.recover(execution));
    }

    /**
     * Approves the revocations of a run that its guard halted, and restarts it.
     *
     * @param execution id of the halted execution
     * @param digest digest of the revocations that the operator was shown; null for those that the halt shows now
     */
    public LaunchedJob approve(Authentication operator, long execution, String reason, @Nullable String digest) {
        String why = requireReason(reason);
        return awaitStart(runAudited(operator, "approve", describeExecution(execution), why, () -> {
            halts.approve(control.getInstanceId(execution), operator.getName(), why, digest);
            return control.restart(execution, operator.getName(), why);
        }));
    }

    /** @param merchant the merchant whose events are deferred; null for all events */
    public void defer(Authentication operator, @Nullable UUID merchant, String reason) {
        String why = requireReason(reason);
        runAudited(
                operator,
                "defer changes",
                describeMerchant(merchant),
                why,
                () -> eventDeferrals.begin(merchant, operator.getName(), why));
    }

    /** Ends a deferral; the deferred events can be leased from now on. */
    public void endDeferral(Authentication operator, @Nullable UUID merchant) {
        runAudited(operator, "end deferral", describeMerchant(merchant), null, () -> {
            if (!eventDeferrals.end(merchant, operator.getName())) {
                throw new JobRefused(
                        String.format(Locale.ROOT, "changes of %s are not deferred", describeMerchant(merchant)));
            }
        });
    }

    /** Changes the switch between the precomputed path and the query-time resolver. */
    public Rollout setRollout(Authentication operator, RolloutChange change, String reason) {
        String why = requireReason(reason);
        return runAudited(
                operator, ROLLOUT, change.describe(), why, () -> rollout.change(change, operator.getName(), why));
    }

    public void pause(Authentication operator, String job, String reason) {
        runAudited(operator, PAUSE, job, requireReason(reason), () -> schedules.pause(job));
    }

    public void resume(Authentication operator, String job) {
        runAudited(operator, "resume", job, null, () -> schedules.resume(job));
    }

    /** @param ids ids of parked events; null for all */
    public List<Long> retryParked(Authentication operator, @Nullable List<Long> ids) {
        return runAudited(operator, "retry parked", describeEvents(ids), null, () -> parked.retry(orAllParked(ids)));
    }

    /** @param ids ids of parked events; null for all */
    public List<Long> discardParked(Authentication operator, @Nullable List<Long> ids, String reason) {
        return runAudited(
                operator,
                "discard parked",
                describeEvents(ids),
                requireReason(reason),
                () -> discard(orAllParked(ids)));
    }

    // Stored grants stay unchanged, but the cache may hold grants that were computed for users without a row in
    // the meantime.
    private List<Long> discard(List<Long> ids) {
        List<ParkedEvent> discarded = parked.discard(ids);
        grants.evict(discarded.stream().flatMap(event -> event.users().stream()).toList());
        return discarded.stream().map(ParkedEvent::id).toList();
    }

    private List<Long> orAllParked(@Nullable List<Long> ids) {
        return ids == null
                ? parked.findNewest(Integer.MAX_VALUE).stream()
                        .map(ParkedEvent::id)
                        .toList()
                : ids;
    }

    private LaunchedJob awaitStart(long launch) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        LaunchOutcome outcome = launches.getOutcome(launch);
        while (!outcome.isKnown() && System.nanoTime() < deadline && sleepUntilNextPoll()) {
            outcome = launches.getOutcome(launch);
        }
        if (outcome.refusal() != null) {
            throw ClientError.badRequest(outcome.refusal());
        }
        return new LaunchedJob(launch, outcome.execution());
    }

    private static boolean sleepUntilNextPoll() {
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void runAudited(
            Authentication operator, String action, String target, @Nullable String reason, Runnable operation) {
        runAudited(operator, action, target, reason, () -> {
            operation.run();
            return List.of();
        });
    }

    <T> T runAudited(
            Authentication operator, String action, String target, @Nullable String reason, Supplier<T> operation) {
        Scopes.require(operator, Scope.OPS_WRITE);
        if (reason != null && reason.length() > MAX_REASON_LENGTH) {
            throw ClientError.badArgument(
                    "reason", String.format(Locale.ROOT, "at most %d characters", MAX_REASON_LENGTH));
        }
        try {
            return transaction.execute(status -> {
                T result = operation.get();
                audit.write(operator.getName(), action, target, reason, OperatorAudit.DONE);
                return result;
            });
        } catch (InvalidRolloutException e) {
            audit.write(operator.getName(), action, target, reason, "refused: " + e.argument() + ": " + e.accepted());
            throw ClientError.badArgument(e.argument(), e.accepted());
        } catch (IllegalArgumentException | JobRefused e) {
            audit.write(operator.getName(), action, target, reason, "refused: " + e.getMessage());
            throw ClientError.badRequest(String.valueOf(e.getMessage()));
        }
    }

    static String requireReason(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw ClientError.badArgument("reason", "say why: it is kept in the audit");
        }
        return reason.strip();
    }

    private static String describeMerchant(@Nullable UUID merchant) {
        return merchant == null ? "all merchants" : "merchant " + merchant;
    }

    private static String describeExecution(long id) {
        return "execution " + id;
    }

    private static String describeEvents(@Nullable List<Long> ids) {
        return ids == null ? "all events" : "events " + ids;
    }
}
