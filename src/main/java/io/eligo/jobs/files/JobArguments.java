package io.eligo.jobs.files;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.parameters.JobParameters;

/** Reads the arguments of an execution, which {@link JobFile#resolveArguments} has checked, from its job parameters. */
public final class JobArguments {
    /** Accepted by every job but {@code demo-data}: the job reports what it would do and writes nothing. */
    public static final String DRY_RUN = "dry-run";

    public static boolean isDryRun(JobParameters parameters) {
        return isTrue(parameters, DRY_RUN);
    }

    /** False also if the argument is missing: runs from versions without the argument may still be restarted. */
    public static boolean isTrue(JobParameters parameters, String name) {
        return Boolean.parseBoolean(parameters.getString(name));
    }

    /** Null if the argument is missing. */
    static @Nullable UUID findId(JobParameters parameters, String name) {
        String value = parameters.getString(name);
        return value == null ? null : UUID.fromString(value);
    }

    /** @throws IllegalStateException if the argument is missing: it has a default or is required */
    public static String get(JobParameters parameters, String name) {
        String value = parameters.getString(name);
        if (value == null) {
            throw new IllegalStateException(String.format(Locale.ROOT, "job parameter %s missing", name));
        }
        return value;
    }

    private JobArguments() {}
}
