package io.eligo.metrics;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The last value that {@link GaugeSampler} has read for some gauges. Thread-safe; reading it never waits. */
public final class Sample<T> {
    private static final long MAX_AGE_NANOS = Duration.ofMinutes(1).toNanos();

    private final String subject;
    private final Supplier<T> query;
    private volatile @Nullable Reading<T> latest;

    Sample(String subject, Supplier<T> query) {
        this.subject = subject;
        this.query = query;
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

    String subject() {
        return subject;
    }
}
