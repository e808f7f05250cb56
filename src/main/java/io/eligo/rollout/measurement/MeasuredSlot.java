package io.eligo.rollout.measurement;

import org.jspecify.annotations.Nullable;

/**
 * What one node measured in one slot.
 *
 * @param precomputed latencies of the requests that the precomputed path answered
 * @param queryTime latencies of the requests that the query-time resolver answered
 * @param queue the number of pending events without deferred ones; null if the node did not read it
 * @param cpu average use of the CPU of the database, 0 to 1; null if unknown, then with a reason
 */
record MeasuredSlot(
        LatencyHistogram precomputed,
        LatencyHistogram queryTime,
        MeasuredCounts counts,
        @Nullable Long queue,
        @Nullable Double cpu,
        @Nullable String cpuUnknown) {
    static MeasuredSlot empty() {
        return new MeasuredSlot(
                LatencyHistogram.empty(), LatencyHistogram.empty(), MeasuredCounts.NONE, null, null, null);
    }

    /** Both together, with the queue and the CPU of the later one. Takes over the latencies. */
    MeasuredSlot plus(MeasuredSlot later) {
        precomputed.add(later.precomputed);
        queryTime.add(later.queryTime);
        return new MeasuredSlot(
                precomputed, queryTime, counts.plus(later.counts), later.queue, later.cpu, later.cpuUnknown);
    }

    MeasuredSlot withoutErrors() {
        return new MeasuredSlot(precomputed, queryTime, counts.withoutErrors(), queue, cpu, cpuUnknown);
    }
}
