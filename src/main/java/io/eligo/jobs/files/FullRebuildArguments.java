package io.eligo.jobs.files;

import java.util.List;
import java.util.Map;
import org.springframework.batch.core.job.parameters.JobParameters;

/**
 * The arguments of {@code full-rebuild}; {@code jobs/full-rebuild.yml} describes them.
 *
 * @param trustEvents set by the outbox poller: the rebuild revokes without approval what the incremental jobs would, and nothing
 *     else
 */
public record FullRebuildArguments(boolean dryRun, boolean unguarded, boolean trustEvents) {
    private static final String UNGUARDED = "unguarded";
    private static final String TRUST_EVENTS = "trust-events";

    static final List<String> NAMES = List.of(JobArguments.DRY_RUN, UNGUARDED, TRUST_EVENTS);

    /** A run with one of these is no audit: its differences are work of the outbox or of an operator, or are not written. */
    public static final List<String> NO_AUDIT = List.of(JobArguments.DRY_RUN, UNGUARDED, TRUST_EVENTS);

    /** What the outbox poller passes. */
    public static final Map<String, String> FOR_OUTBOX = Map.of(TRUST_EVENTS, "true");

    public static FullRebuildArguments of(JobParameters parameters) {
        return new FullRebuildArguments(
                JobArguments.isDryRun(parameters),
                JobArguments.isTrue(parameters, UNGUARDED),
                JobArguments.isTrue(parameters, TRUST_EVENTS));
    }
}
