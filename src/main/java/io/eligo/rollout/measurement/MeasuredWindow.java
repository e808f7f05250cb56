package io.eligo.rollout.measurement;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes measured in one window.
 *
 * @param precomputed latencies of the requests that the precomputed path answered
 * @param queryTime latencies of the requests that the query-time resolver answered
 * @param queueReadings how often the queue was read
 * @param smallestQueue the smallest number of pending events without deferred ones; null without readings
 * @param cpuReadings how often the CPU of the database was known
 * @param cpu its average use, 0 to 1; null if it was never known
 * @param cpuUnknown why the CPU was not known, if it was not
 */
public record MeasuredWindow(
        LatencyHistogram precomputed,
        LatencyHistogram queryTime,
        MeasuredCounts counts,
        long queueReadings,
        @Nullable Long smallestQueue,
        long cpuReadings,
        @Nullable Double cpu,
        @Nullable String cpuUnknown) {
    static MeasuredWindow merge(List<MeasuredSlot> slots) {
        LatencyHistogram precomputed = LatencyHistogram.empty();
        LatencyHistogram queryTime = LatencyHistogram.empty();
        MeasuredCounts counts = MeasuredCounts.NONE;
        String cpuUnknown = null;
        for (MeasuredSlot slot : slots) {
            precomputed.add(slot.precomputed());
            queryTime.add(slot.queryTime());
            counts = counts.plus(slot.counts());
            cpuUnknown = slot.cpuUnknown() == null ? cpuUnknown : slot.cpuUnknown();
        }
        List<Long> queues =
                slots.stream().map(MeasuredSlot::queue).filter(Objects::nonNull).toList();
        List<Double> cpus =
                slots.stream().map(MeasuredSlot::cpu).filter(Objects::nonNull).toList();
        return new MeasuredWindow(
                precomputed,
                queryTime,
                counts,
                queues.size(),
                queues.stream().min(Long::compare).orElse(null),
                cpus.size(),
                cpus.isEmpty()
                        ? null
                        : cpus.stream().mapToDouble(Double::doubleValue).sum() / cpus.size(),
                cpuUnknown);
    }

    /** The last end of a window of this length that is not after an instant. Windows are aligned, so that all nodes agree on them. */
    public static Instant lastEnd(Duration length, Instant until) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(until.getEpochSecond(), seconds) * seconds);
    }

    public long count(MeasuredCount count) {
        return counts.get(count);
    }
}
