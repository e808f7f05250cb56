package io.eligo.rollout.measurement;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of requests. Histograms of several nodes and slots are merged without loss. A quantile is at most one percent above
 * the latency that it stands for, and never below it.
 */
public final class LatencyHistogram {
    static final int SIGNIFICANT_DIGITS = 2;
    static final long MAX_MICROS = 120_000_000;

    private final Histogram histogram;

    private LatencyHistogram(Histogram histogram) {
        this.histogram = histogram;
    }

    static LatencyHistogram of(Histogram histogram) {
        return new LatencyHistogram(histogram);
    }

    static LatencyHistogram empty() {
        return new LatencyHistogram(new Histogram(1, MAX_MICROS, SIGNIFICANT_DIGITS));
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /** The 95th percentile in milliseconds; 0 without requests. */
    public double p95Millis() {
        return percentileMillis(95);
    }

    /** Lower one-sided 95 % confidence limit of the 95th percentile. */
    public double p95LowerLimitMillis() {
        return percentileMillis(95 - marginOfP95());
    }

    /** Upper one-sided 95 % confidence limit of the 95th percentile. */
    public double p95UpperLimitMillis() {
        return percentileMillis(Math.min(100, 95 + marginOfP95()));
    }

    // The rank of a percentile is distributed binomially; 1.645 standard deviations leave out 5 %.
    private double marginOfP95() {
        return 100 * 1.645 * Math.sqrt(0.95 * 0.05 / count());
    }

    private double percentileMillis(double percentile) {
        return histogram.getValueAtPercentile(Math.max(0, percentile)) / 1e3;
    }

    void add(LatencyHistogram other) {
        histogram.add(other.histogram);
    }

    /** Null without requests; else some hundred bytes. */
    byte @Nullable [] encode() {
        if (count() == 0) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    static LatencyHistogram decode(byte @Nullable [] encoded) {
        if (encoded == null) {
            return empty();
        }
        try {
            return new LatencyHistogram(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), 1));
        } catch (DataFormatException e) {
            throw new IllegalStateException("rollout_measurement holds an unreadable histogram", e);
        }
    }
}
