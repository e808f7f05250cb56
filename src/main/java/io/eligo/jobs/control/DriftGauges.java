package io.eligo.jobs.control;

import io.eligo.metrics.GaugeSampler;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.metrics.Sample;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** The gauges of the last full rebuild, the same on all nodes with the role scheduler or worker. NaN before the first. */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class DriftGauges {
    DriftGauges(Drift drift, MeterFactory meters, GaugeSampler sampler) {
        Sample<Optional<Drift.DriftReport>> latest = sampler.register("the last full rebuild", drift::findLatest);
        meters.gauge(MetricDefinition.DRIFT_ROWS, () -> get(latest, Drift.DriftReport::granted), "granted");
        meters.gauge(MetricDefinition.DRIFT_ROWS, () -> get(latest, Drift.DriftReport::revoked), "revoked");
        meters.gauge(MetricDefinition.DRIFT_ROWS, () -> get(latest, Drift.DriftReport::relations), "relations");
        meters.gauge(MetricDefinition.GRANTS, () -> get(latest, Drift.DriftReport::grants));
        meters.gauge(
                MetricDefinition.REBUILD_LAST_SUCCESS,
                () -> get(latest, report -> report.at().toEpochMilli() / 1e3));
    }

    private static double get(Sample<Optional<Drift.DriftReport>> latest, ToDoubleFunction<Drift.DriftReport> number) {
        return latest.get(report -> report.isEmpty() ? Double.NaN : number.applyAsDouble(report.get()));
    }
}
