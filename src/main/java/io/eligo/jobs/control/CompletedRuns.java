package io.eligo.jobs.control;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last completed runs of a job, from which the time left of a running one is estimated. */
record CompletedRuns(List<RunWork> runs) {
    // At the start a run plans and reads little, so its own rate says nothing yet.
    private static final double MIN_SHARE_FOR_RATE = 0.03;

    /** The work of a run: the sum of its executions, since a restart continues where the last execution ended. */
    record RunWork(long rows, Duration duration) {
        RunWork plus(RunWork other) {
            return new RunWork(rows + other.rows, duration.plus(other.duration));
        }
    }

    /**
     * The usual number of rows at the rate so far, or at first the usual duration; usual is the median.
     *
     * @return zero if the run has taken longer or read more than usual; null if no run has completed
     */
    @Nullable
    Duration estimateTimeLeft(RunWork soFar) {
        if (runs.isEmpty()) {
            return null;
        }
        long rows = median(RunWork::rows);
        double share = rows == 0 ? 0 : (double) soFar.rows() / rows;
        Duration timeLeft = share > MIN_SHARE_FOR_RATE
                ? Duration.ofMillis((long) (soFar.duration().toMillis() * (1 - share) / share))
                : median(RunWork::duration).minus(soFar.duration());
        return timeLeft.isNegative() ? Duration.ZERO : timeLeft;
    }

    private <T extends Comparable<T>> T median(Function<RunWork, T> value) {
        List<T> values =
                runs.stream().map(value).sorted(Comparator.naturalOrder()).toList();
        return values.get(values.size() / 2);
    }
}
