package io.eligo.metrics;

import io.eligo.platform.OutageLog;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The last value that {@link GaugeSampler} has read for some gauges. Thread-safe; reading it never waits. */
public final class Sample<T> {
    private static final long MAX_AGE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Supplier<T> query;
    private final OutageLog outage;
    private volatile @Nullable Reading<T> latest;

    Sample(Supplier<T> query, OutageLog outage) {
        this.query = query;
        this.outage = outage;
    }

    private record Reading<T>(T value, long readAt) {}

    /** A number of the last value; NaN if there is none, the last read failed, or none has succeeded for a minute. */
    public double get(ToDoubleFunction<T> number) {
        Reading<T> reading = latest;
        return reading == null || System.nanoTime() - reading.readAt > MAX_AGE_NANOS
                ? Double.NaN
                : number.applyAsDouble(reading.value);
    }

    void read() {
        latest = new Reading<>(query.get(), System.nanoTime());
    }

    void clear() {
        latest = null;
    }

    OutageLog outage() {
        return outage;
    }
}
