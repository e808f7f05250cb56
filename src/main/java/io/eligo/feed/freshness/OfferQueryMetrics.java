package io.eligo.feed.freshness;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.measurement.PathMeasurements;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * The histogram {@code offers_query_duration_seconds}: from the parsed request to its response, without writing it. Requests that
 * failed are counted by {@code offers_query_errors_total} instead. The rollout's triggers judge both.
 */
@Component
class OfferQueryMetrics {
    private final Map<AnswerSource, Timer> timers = new EnumMap<>(AnswerSource.class);

    private final Map<ResolverPath, Counter> errors = new EnumMap<>(ResolverPath.class);
    private final PathMeasurements measurements;

    OfferQueryMetrics(MeterFactory meters, PathMeasurements measurements) {
        this.measurements = measurements;
        for (ResolverPath path : ResolverPath.values()) {
            errors.put(
                    path,
                    meters.counter(
                            MetricDefinition.QUERY_ERRORS,
                            path == ResolverPath.PRECOMPUTED ? "precomputed" : "legacy"));
        }
        for (AnswerSource source : AnswerSource.values()) {
            timers.put(source, meters.histogram(MetricDefinition.QUERY_DURATION, source.cacheResult(), source.word()));
        }
    }

    /** @param comparable whether the triggers count it: not the time that a read waited for the change of its caller's token */
    void recordDuration(AnswerSource source, long nanos, boolean comparable) {
        Objects.requireNonNull(timers.get(source)).record(nanos, TimeUnit.NANOSECONDS);
        if (comparable) {
            measurements.recordAnswer(
                    source == AnswerSource.LEGACY ? ResolverPath.QUERY_TIME : ResolverPath.PRECOMPUTED, nanos);
        }
    }

    void recordError(ResolverPath path) {
        Objects.requireNonNull(errors.get(path)).increment();
        measurements.recordError(path);
    }

    /** An error that the triggers do not count: callers cause it, on either path. */
    void recordOverload(ResolverPath path) {
        Objects.requireNonNull(errors.get(path)).increment();
    }
}
