package io.eligo.jobs.runtime;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that this process has begun and nobody has taken from it.
 *
 * @param launch what had asked for it, if that was written down
 */
public record LiveRun(String job, UUID token, @Nullable Long launch) {}
