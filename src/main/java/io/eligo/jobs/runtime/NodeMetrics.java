package io.eligo.jobs.runtime;

import io.eligo.jobs.runtime.NodeRegistry.NodeSummary;
import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.metrics.Sample;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import org.springframework.stereotype.Component;

/** The gauges of the nodes and their heartbeats, the same on all nodes with the role scheduler or worker. */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class NodeMetrics {
    NodeMetrics(NodeRegistry registry, MeterFactory meters, GaugeSampler sampler) {
        Sample<NodeSummary> nodes = sampler.register("nodes", registry::summarize);
        for (String role : MetricDefinition.NODES_LIVE.labels().get(0).values()) {
            meters.gauge(
                    MetricDefinition.NODES_LIVE,
                    () -> nodes.get(summary -> summary.liveByRole().getOrDefault(role, 0L)),
                    role);
        }
        meters.gauge(MetricDefinition.NODES_DEAD, () -> nodes.get(NodeSummary::dead));
        meters.gauge(MetricDefinition.NODE_HEARTBEAT_AGE, () -> nodes.get(NodeSummary::heartbeatAge));
    }
}
