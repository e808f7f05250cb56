package io.eligo.jobs.control;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The gauges {@code eligibility_drift_rows}, the same on all nodes with the role scheduler or worker. NaN before the
 * first full rebuild. A scrape reads them, all with one statement.
 */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class DriftGauges implements MeterBinder {
    private static final Duration CACHE_TIME = Duration.ofSeconds(1);

    private final Drift drift;
    private Drift.@Nullable DriftReport latest;
    private long loadedAt;
    private boolean loaded;

    DriftGauges(Drift drift) {
        this.drift = drift;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge(meters, "granted", Drift.DriftReport::granted);
        gauge(meters, "revoked", Drift.DriftReport::revoked);
        gauge(meters, "relations", Drift.DriftReport::relations);
    }

    private void gauge(MeterRegistry meters, String kind, ToLongFunction<Drift.DriftReport> rows) {
        Gauge.builder("eligibility.drift.rows", () -> value(rows))
                .description(
                        "Grants, and users with wrong relations alone, that the last full rebuild corrected although"
                                + " no event named them; 0 for the initial build")
                .tag("kind", kind)
                .register(meters);
    }

    private synchronized double value(ToLongFunction<Drift.DriftReport> rows) {
        if (!loaded || System.nanoTime() - loadedAt > CACHE_TIME.toNanos()) {
            latest = drift.findLatest().orElse(null);
            loadedAt = System.nanoTime();
            loaded = true;
        }
        return latest == null ? Double.NaN : rows.applyAsLong(latest);
    }
}
