package io.eligo.jobs.runtime;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run lock that this process has acquired.
 *
 * @param token distinguishes it from a later lock of the same job
 * @param launch the queued launch; null if the job was started without the queue
 */
public record RunLock(String job, UUID token, @Nullable Long launch) {}
