package io.eligo.jobs.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;

/**
 * One execution of a run, from its records and heartbeats.
 *
 * @param id the execution; a restart is another execution of the same {@code instance}
 * @param summary the run's summary, empty until it has ended
 * @param error the cause of the failure, in text
 * @param node the node that runs or ran it
 * @param lifeSign the last heartbeat, while it runs
 * @param stopRequested whether a stop at the end of the chunk was requested
 * @param parts its steps and partitions in start order; empty in lists
 * @param possible the actions that an operator can take now
 */
public record Execution(
        long id,
        long instance,
        String job,
        BatchStatus status,
        String exitCode,
        Map<String, String> arguments,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        String summary,
        @Nullable String error,
        @Nullable String node,
        @Nullable Instant lifeSign,
        boolean stopRequested,
        List<ExecutionPart> parts,
        Set<ExecutionAction> possible) {

    /** An operator's action on an execution. */
    public enum ExecutionAction {
        /** Stops the execution at the end of its chunk. It can be restarted. */
        STOP,
        /** Restarts the execution. Finished partitions are not done again. */
        RESTART,
        /** Excludes the execution from any restart. */
        ABANDON,
        /**
         * Marks an execution failed that no process runs although it is recorded as running or UNKNOWN. It can then
         * be restarted.
         */
        RECOVER
    }

    /** A step or a partition. Counts are in users, or in the items of its job. */
    public record ExecutionPart(
            String name,
            BatchStatus status,
            long read,
            long written,
            long filtered,
            long skipped,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable Instant updated,
            @Nullable String error) {}

    /** The elapsed time of the part until its end or {@code now}; zero before it started. */
    public Duration duration(Instant now) {
        return started == null ? Duration.ZERO : Duration.between(started, ended == null ? now : ended);
    }

    public boolean isRunning() {
        return status.isRunning() || status == BatchStatus.STOPPING;
    }

    Execution withParts(List<ExecutionPart> parts) {
        return new Execution(
                id,
                instance,
                job,
                status,
                exitCode,
                arguments,
                created,
                started,
                ended,
                summary,
                error,
                node,
                lifeSign,
                stopRequested,
                parts,
                possible);
    }
}
