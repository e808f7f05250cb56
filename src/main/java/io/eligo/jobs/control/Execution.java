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
 * @param lastHeartbeat the last heartbeat, while it runs
 * @param stopRequested whether a stop at the end of the chunk was requested
 * @param requestedBy the operator, or {@code schedule} or {@code rescue}; null if the run was started without a launch
 * @param reason the operator's reason for the launch; null if none was given
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
        @Nullable Instant lastHeartbeat,
        boolean stopRequested,
        @Nullable String requestedBy,
        @Nullable String reason,
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

    /**
     * A step or a partition. Counts are in users, or in the items of its job.
     *
     * @param error the message of the root cause, if it failed
     * @param stackTrace the trace of the failure, the root cause first; only for operators who may act
     */
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
            @Nullable String error,
            @Nullable String stackTrace) {
        public boolean isPartition() {
            return name.contains(":");
        }

        /** The first line of the error. */
        public @Nullable String cause() {
            return error == null ? null : error.strip().lines().findFirst().orElse("");
        }
    }

    /** The rows read so far: by the partitions, or by the steps if there are none. Zero without the parts. */
    public long rows() {
        boolean partitioned = parts.stream().anyMatch(ExecutionPart::isPartition);
        return parts.stream()
                .filter(part -> part.isPartition() == partitioned)
                .mapToLong(ExecutionPart::read)
                .sum();
    }

    /** Null in the first second and while nothing is read. */
    public @Nullable Double rowsPerSecond(Instant now) {
        long millis = duration(now).toMillis();
        long rows = rows();
        return millis < 1_000 || rows == 0 ? null : rows * 1e3 / millis;
    }

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
                lastHeartbeat,
                stopRequested,
                requestedBy,
                reason,
                parts,
                possible);
    }
}
