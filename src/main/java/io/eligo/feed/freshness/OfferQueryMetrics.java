package io.eligo.feed.freshness;

import io.eligo.grants.ResolvedGrants;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** The histogram {@code offers_query_duration_seconds}: from the parsed request to its response, without writing it. */
@Component
class OfferQueryMetrics {
    private static final Duration[] BUCKETS = Arrays.stream(
                    new long[] {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<ResolvedGrants.GrantsSource, Timer> timers = new EnumMap<>(ResolvedGrants.GrantsSource.class);

    OfferQueryMetrics(MeterRegistry meters) {
        for (ResolvedGrants.GrantsSource source : ResolvedGrants.GrantsSource.values()) {
            String name = source.name().toLowerCase(Locale.ROOT);
            timers.put(
                    source,
                    Timer.builder("offers.query.duration")
                            .description("Answering a request that read offers")
                            .tag("cache", name.equals("cache") ? "hit" : "miss")
                            .tag("source", name)
                            .serviceLevelObjectives(BUCKETS)
                            .register(meters));
        }
    }

    void recordDuration(ResolvedGrants.GrantsSource source, long nanos) {
        Objects.requireNonNull(timers.get(source)).record(Duration.ofNanos(nanos));
    }
}
