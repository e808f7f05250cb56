package io.eligo.operations;

import io.eligo.api.ClientError;
import io.eligo.jobs.LaunchQueue;
import io.eligo.jobs.LaunchQueue.LaunchOutcome;
import io.eligo.jobs.control.JobControl;
import io.eligo.jobs.control.JobSchedules;
import io.eligo.jobs.guard.GuardHalts;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Actions of operators on jobs and their executions, for the console and for GraphQL; audited as {@link AuditedActions} says. */
@Component
public class JobActions {
    public static final String PAUSE = "pause";

    // Workers poll for launches twice a second. After the timeout the caller gets the launch id and can query the
    // launch again.
    private static final Duration START_TIMEOUT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 50;

    private final AuditedActions audited;
    private final JobControl control;
    private final LaunchQueue launches;
    private final JobSchedules schedules;
    private final GuardHalts halts;

    JobActions(
            AuditedActions audited,
            JobControl control,
            LaunchQueue launches,
            JobSchedules schedules,
            GuardHalts halts) {
        this.audited = audited;
        this.control = control;
        this.launches = launches;
        this.schedules = schedules;
        this.halts = halts;
    }

    /** @param executionId null if no worker has started the launch yet */
    public record LaunchedJob(long launchId, @Nullable Long executionId) {}

    public LaunchedJob launch(
            Authentication operator, String job, Map<String, String> arguments, @Nullable String reason) {
        String target = arguments.isEmpty() ? job : job + " " + arguments;
        return awaitStart(audited.run(
                operator,
                "launch",
                target,
                reason,
                () -> launches.enqueue(job, arguments, operator.getName(), reason)));
    }

    public LaunchedJob restart(Authentication operator, long execution, @Nullable String reason) {
        return awaitStart(audited.run(
                operator,
                "restart",
                describeExecution(execution),
                reason,
                () -> control.restart(execution, operator.getName(), reason)));
    }

    public void stop(Authentication operator, long execution, @Nullable String reason) {
        audited.run(operator, "stop", describeExecution(execution), reason, () -> control.stop(execution));
    }

    public void abandon(Authentication operator, long execution, String reason) {
        audited.run(
                operator,
                "abandon",
                describeExecution(execution),
                AuditedActions.requireReason(reason),
                () -> control.abandon(execution));
    }

    public void recover(Authentication operator, long execution, String reason) {
        audited.run(
                operator,
                "recover",
                describeExecution(execution),
                AuditedActions.requireReason(reason),
                () -> control.recover(execution));
    }

    /**
     * Approves the revocations of a run that its guard halted, and restarts it.
     *
     * @param execution id of the halted execution
     * @param digest digest of the revocations that the operator was shown; null for those that the halt shows now
     */
    public LaunchedJob approve(Authentication operator, long execution, String reason, @Nullable String digest) {
        String why = AuditedActions.requireReason(reason);
        return awaitStart(audited.run(operator, "approve", describeExecution(execution), why, () -> {
            halts.approve(control.getInstanceId(execution), operator.getName(), why, digest);
            return control.restart(execution, operator.getName(), why);
        }));
    }

    public void pause(Authentication operator, String job, String reason) {
        audited.run(operator, PAUSE, job, AuditedActions.requireReason(reason), () -> schedules.pause(job));
    }

    public void resume(Authentication operator, String job) {
        audited.run(operator, "resume", job, null, () -> schedules.resume(job));
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

    private static String describeExecution(long id) {
        return "execution " + id;
    }
}
