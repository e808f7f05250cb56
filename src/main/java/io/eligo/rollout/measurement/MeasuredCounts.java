package io.eligo.rollout.measurement;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A value for each {@link MeasuredCount}. Immutable. */
public record MeasuredCounts(Map<MeasuredCount, Long> values) {
    static final MeasuredCounts NONE = of(count -> 0);

    /** @throws IllegalArgumentException if a value is missing */
    public MeasuredCounts {
        values = Map.copyOf(values);
        var missing = EnumSet.allOf(MeasuredCount.class);
        missing.removeAll(values.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("values are missing: " + missing);
        }
    }

    private static MeasuredCounts of(ToLongFunction<MeasuredCount> value) {
        return new MeasuredCounts(
                Stream.of(MeasuredCount.values()).collect(Collectors.toMap(count -> count, value::applyAsLong)));
    }

    long get(MeasuredCount count) {
        return values.getOrDefault(count, 0L);
    }

    MeasuredCounts plus(MeasuredCounts other) {
        return of(count -> get(count) + other.get(count));
    }

    MeasuredCounts withoutErrors() {
        var others = new EnumMap<>(values);
        others.put(MeasuredCount.PRECOMPUTED_ERRORS, 0L);
        return new MeasuredCounts(others);
    }
}
