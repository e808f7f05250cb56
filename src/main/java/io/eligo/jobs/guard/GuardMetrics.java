package io.eligo.jobs.guard;

import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.metrics.Sample;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The gauge of halted runs that wait for an operator. */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class GuardMetrics {
    GuardMetrics(GuardHalts halts, MeterFactory meters, GaugeSampler sampler) {
        Sample<Map<String, Long>> pending = sampler.register("halted runs", halts::countPendingHalts);
        for (String job : MetricDefinition.GUARD_HALTS_PENDING.labels().get(0).values()) {
            meters.gauge(
                    MetricDefinition.GUARD_HALTS_PENDING, () -> pending.get(byJob -> byJob.getOrDefault(job, 0L)), job);
        }
    }
}
