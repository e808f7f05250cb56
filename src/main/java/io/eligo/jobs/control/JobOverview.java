package io.eligo.jobs.control;

import io.eligo.jobs.files.JobFile;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job and how it is doing.
 *
 * @param paused whether its schedule is
 * @param next when it runs by itself; null if never, or while it is paused
 * @param last its newest execution
 * @param medianDuration the median of the last completed ones
 */
public record JobOverview(
        String job,
        JobFile file,
        boolean paused,
        @Nullable Instant next,
        @Nullable Execution last,
        @Nullable Duration medianDuration) {}
