package io.eligo.rollout.measurement;

import io.eligo.rollout.ResolverPath;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;
import org.springframework.stereotype.Component;

/** Counts the requests of this node by path. Threads do not wait for each other, and a record allocates nothing. */
@Component
public class PathMeasurements {
    private final Recorder precomputed = newRecorder();
    private final Recorder queryTime = newRecorder();
    private final LongAdder precomputedErrors = new LongAdder();

    /** An answered request. */
    public void recordAnswer(ResolverPath path, long nanos) {
        recorderOf(path).recordValue(Math.min(LatencyHistogram.MAX_MICROS, Math.max(1, nanos / 1_000)));
    }

    /** A request that failed through no fault of its caller. */
    public void recordError(ResolverPath path) {
        if (path == ResolverPath.PRECOMPUTED) {
            precomputedErrors.increment();
        }
    }

    /** The latencies since the previous call. */
    LatencyHistogram takeLatencies(ResolverPath path) {
        return LatencyHistogram.of(recorderOf(path).getIntervalHistogram());
    }

    /** The errors of the precomputed path since the previous call. */
    long takeErrors() {
        return precomputedErrors.sumThenReset();
    }

    private Recorder recorderOf(ResolverPath path) {
        return path == ResolverPath.PRECOMPUTED ? precomputed : queryTime;
    }

    private static Recorder newRecorder() {
        return new Recorder(1, LatencyHistogram.MAX_MICROS, LatencyHistogram.SIGNIFICANT_DIGITS);
    }
}
