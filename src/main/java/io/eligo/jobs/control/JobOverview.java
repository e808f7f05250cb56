package io.eligo.jobs.control;

import io.eligo.jobs.files.JobFile;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job and its state.
 *
 * @param paused whether its schedule is paused
 * @param next the next scheduled run; null if the job has no schedule or the schedule is paused
 * @param last its newest execution
 * @param medianDuration the median duration of its last completed executions
 */
public record JobOverview(
        String job,
        JobFile file,
        boolean paused,
        @Nullable Instant next,
        @Nullable Execution last,
        @Nullable Duration medianDuration) {}
