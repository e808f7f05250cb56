package io.eligo.jobs;

import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The gauges {@code eligibility_drift_rows}, the same on all nodes that run jobs: NaN as long as there has been no rebuild to
 * tell. They are read when they are asked for, all with one statement.
 */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class DriftGauges implements MeterBinder {
    private static final Duration ONE_SCRAPE = Duration.ofSeconds(1);

    private final Drift drift;
    private Drift.@Nullable Found last;
    private long readAt;
    private boolean read;

    DriftGauges(Drift drift) {
        this.drift = drift;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge(meters, "granted", Drift.Found::granted);
        gauge(meters, "revoked", Drift.Found::revoked);
        gauge(meters, "relations", Drift.Found::relations);
    }

    private void gauge(MeterRegistry meters, String kind, ToLongFunction<Drift.Found> rows) {
        Gauge.builder("eligibility.drift.rows", () -> value(rows))
                .description(
                        "Grants, and users whose relations alone, that the last full rebuild had to put right, though nobody had asked for it")
                .tag("kind", kind)
                .register(meters);
    }

    private synchronized double value(ToLongFunction<Drift.Found> rows) {
        if (!read || System.nanoTime() - readAt > ONE_SCRAPE.toNanos()) {
            last = drift.last().orElse(null);
            readAt = System.nanoTime();
            read = true;
        }
        return last == null ? Double.NaN : rows.applyAsLong(last);
    }
}
