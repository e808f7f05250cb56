package io.eligo.outbox;

import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.metrics.Sample;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The gauges of the queue, the same on all nodes with the role scheduler or worker. */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class OutboxMetrics {
    OutboxMetrics(Outbox outbox, MeterFactory meters, GaugeSampler sampler) {
        Sample<OutboxState> state = sampler.register("the outbox", outbox::findState);
        meters.gauge(MetricDefinition.OUTBOX_PENDING, () -> state.get(OutboxState::pending));
        meters.gauge(MetricDefinition.OUTBOX_OLDEST_AGE, () -> state.get(queue -> seconds(queue.oldestAge())));
        meters.gauge(MetricDefinition.OUTBOX_PARKED, () -> state.get(OutboxState::parked));
        meters.gauge(MetricDefinition.OUTBOX_DEFERRED, () -> state.get(OutboxState::deferred));
    }

    private static double seconds(@Nullable Duration age) {
        return age == null ? 0 : age.toMillis() / 1e3;
    }
}
