package io.eligo.report.prometheus;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Values of an expression, one an hour, in ascending order. An hour for which Prometheus has no finite value is left out.
 *
 * @param start the begin of the first hour
 * @param end the end of the last hour
 */
public record HourlySeries(Instant start, Instant end, List<HourlyValue> values) {
    public HourlySeries {
        values = List.copyOf(values);
    }

    /** @param hour its end */
    public record HourlyValue(Instant hour, double value) {}

    public long hours() {
        return Duration.between(start, end).toHours();
    }

    /** The first of the hours with the highest value. */
    public Optional<HourlyValue> highest() {
        return values.stream()
                .max(Comparator.comparingDouble(HourlyValue::value)
                        .thenComparing(HourlyValue::hour, Comparator.reverseOrder()));
    }

    /** The first of the hours with the lowest value. */
    public Optional<HourlyValue> lowest() {
        return values.stream()
                .min(Comparator.comparingDouble(HourlyValue::value).thenComparing(HourlyValue::hour));
    }
}
