package io.eligo.feed.freshness;

import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.measurement.PathMeasurements;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * The histogram {@code offers_query_duration_seconds}: from the parsed request to its response, without writing it. Requests that
 * failed are counted by {@code offers_query_errors_total} instead. The rollout's triggers judge both.
 */
@Component
class OfferQueryMetrics {
    private static final Duration[] BUCKETS = Arrays.stream(
                    new long[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<AnswerSource, Timer> timers = new EnumMap<>(AnswerSource.class);

    private final Map<ResolverPath, Counter> errors = new EnumMap<>(ResolverPath.class);
    private final PathMeasurements measurements;

    OfferQueryMetrics(MeterRegistry meters, PathMeasurements measurements) {
        this.measurements = measurements;
        for (ResolverPath path : ResolverPath.values()) {
            errors.put(
                    path,
                    Counter.builder("offers.query.errors")
                            .description("Requests for offers that failed through no fault of their callers")
                            .tag("path", path == ResolverPath.PRECOMPUTED ? "precomputed" : "legacy")
                            .register(meters));
        }
        for (AnswerSource source : AnswerSource.values()) {
            timers.put(
                    source,
                    Timer.builder("offers.query.duration")
                            .description("Answering a request that read offers")
                            .tag("cache", source.cacheResult())
                            .tag("source", source.word())
                            .serviceLevelObjectives(BUCKETS)
                            .register(meters));
        }
    }

    void recordDuration(AnswerSource source, long nanos) {
        Objects.requireNonNull(timers.get(source)).record(Duration.ofNanos(nanos));
        measurements.recordAnswer(
                source == AnswerSource.LEGACY ? ResolverPath.QUERY_TIME : ResolverPath.PRECOMPUTED, nanos);
    }

    void recordError(ResolverPath path) {
        Objects.requireNonNull(errors.get(path)).increment();
        measurements.recordError(path);
    }
}
