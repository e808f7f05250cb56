package io.eligo.rollout.triggers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a trigger measured in one window.
 *
 * @param value null if it is unknown
 * @param sample number of requests, reads, comparisons or readings
 * @param missing how many more are needed for a verdict
 * @param note why the verdict is what it is, if value and bound alone do not say so
 */
public record WindowResult(
        Instant endsAt,
        @Nullable Double value,
        long sample,
        long missing,
        Verdict verdict,
        @Nullable String note) {}
