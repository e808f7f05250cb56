package io.eligo.jobs.runtime;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run lock that this process has acquired.
 *
 * @param token tells it from a later one of the same job
 * @param launch the queued launch; null if the job was started without the queue
 */
public record LiveRun(String job, UUID token, @Nullable Long launch) {}
