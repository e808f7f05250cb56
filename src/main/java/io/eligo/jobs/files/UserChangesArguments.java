package io.eligo.jobs.files;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.parameters.JobParameters;

/**
 * The arguments of {@code user-changes}; {@code jobs/user-changes.yml} describes them.
 *
 * @param user null for the users of the waiting events
 * @param onlyFew set by the outbox poller during a rebuild: only small events, of at most 100 users
 */
public record UserChangesArguments(@Nullable UUID user, boolean onlyFew, boolean dryRun) {
    private static final String USER = "user";
    private static final String ONLY_FEW = "only-few";

    static final List<String> NAMES = List.of(USER, ONLY_FEW, JobArguments.DRY_RUN);

    /** What the outbox poller passes during a rebuild. */
    public static final Map<String, String> DURING_REBUILD = Map.of(ONLY_FEW, "true");

    public static UserChangesArguments of(JobParameters parameters) {
        return new UserChangesArguments(
                JobArguments.findId(parameters, USER),
                JobArguments.isTrue(parameters, ONLY_FEW),
                JobArguments.isDryRun(parameters));
    }
}
