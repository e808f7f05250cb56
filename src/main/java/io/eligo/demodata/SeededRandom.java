package io.eligo.demodata;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A random stream that depends only on its key. It is SplitMix64, written out because the JDK does not guarantee the
 * same sequence between releases. It uses StrictMath for the same reason.
 */
final class SeededRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    SeededRandom(long key) {
        this.state = key;
    }

    static long key(long seed, String kind, long number) {
        return mix(mix(seed + GOLDEN) ^ mix(kind.hashCode() * GOLDEN) ^ mix(number * GOLDEN + 1));
    }

    UUID nextUuid() {
        return new UUID(nextLong() & ~0xF000L | 0x4000L, nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
    }

    /** From 0 to {@code bound - 1}. */
    int nextInt(int bound) {
        return (int) (nextDouble() * bound);
    }

    int nextIntBetween(int min, int max) {
        return min + nextInt(max - min + 1);
    }

    /** In [0, 1). */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    boolean nextBoolean(double probability) {
        return nextDouble() < probability;
    }

    /** At least 0; most values are small. */
    int geometricLike(double mean) {
        return (int) (-StrictMath.log(1 - nextDouble()) * (mean + 0.5));
    }

    <T> T pick(List<T> all) {
        return all.get(nextInt(all.size()));
    }

    /** A random day within these years, both inclusive. */
    LocalDate nextDayIn(int firstYear, int lastYear) {
        LocalDate first = LocalDate.of(firstYear, 1, 1);
        return first.plusDays(nextInt((int) (LocalDate.of(lastYear + 1, 1, 1).toEpochDay() - first.toEpochDay())));
    }

    Instant nextInstantIn(int firstYear, int lastYear) {
        return nextDayIn(firstYear, lastYear)
                .atStartOfDay()
                .plusSeconds(nextInt(86_400))
                .toInstant(ZoneOffset.UTC);
    }

    /** Null, which counts as not approved, is the rarest. */
    @Nullable
    String nextReviewStatus() {
        double drawn = nextDouble();
        if (drawn < 0.935) {
            return "Approved";
        }
        if (drawn < 0.98) {
            return "Pending";
        }
        return drawn < 0.997 ? "Rejected" : null;
    }

    @Nullable
    Instant nextDeletedAt(double probability) {
        boolean deleted = nextBoolean(probability);
        Instant at = nextInstantIn(2024, 2025);
        return deleted ? at : null;
    }

    private long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
