package io.eligo.jobs.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;

/**
 * One execution of a run, as its records and its signs of life tell.
 *
 * @param id of the execution; a restart is another execution of the same {@code instance}
 * @param summary what the run says of itself, empty until it has ended
 * @param error why it failed, in words
 * @param node that ran it, or runs it
 * @param lifeSign the last one, while it runs
 * @param stopRequested whether it was asked to end behind its chunk
 * @param parts its steps and partitions in order of their beginning; empty in lists
 * @param possible what an operator may do about it now
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

    /** What can be done about an execution. */
    public enum ExecutionAction {
        /** To end behind its chunk; it can be restarted. */
        STOP,
        /** To go on; what is finished is not done again. */
        RESTART,
        /** Never to go on. */
        ABANDON,
        /** Nobody runs it, though its records say so or do not know: to be marked failed, so that it can be restarted. */
        RECOVER
    }

    /** A step or a partition; counted in users, or whatever its job counts. */
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

    /** How long it took, or has taken so far; zero before it began. */
    public Duration duration(Instant now) {
        return started == null ? Duration.ZERO : Duration.between(started, ended == null ? now : ended);
    }

    public boolean isRunning() {
        return status.isRunning() || status == BatchStatus.STOPPING;
    }

    Execution withParts(List<ExecutionPart> these) {
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
                these,
                possible);
    }
}
