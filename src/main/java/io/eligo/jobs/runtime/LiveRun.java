package io.eligo.jobs.runtime;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that this process has started and that no other node has taken over.
 *
 * @param launch the queued launch; null if the run was started without the queue
 */
public record LiveRun(String job, UUID token, @Nullable Long launch) {}
