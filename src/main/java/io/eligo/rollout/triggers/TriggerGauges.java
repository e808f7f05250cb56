package io.eligo.rollout.triggers;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.rollout.Rollout;
import io.eligo.rollout.RolloutControl;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The gauges {@code offers_rollout_share_ratio} and {@code offers_rollout_trigger_verdict}. */
@Component
public class TriggerGauges {
    private final Triggers triggers;
    private final RolloutControl control;
    private Instant refreshedFor = Instant.MIN;
    private volatile double share = Double.NaN;
    private volatile Map<TriggerMetric, Double> verdicts = Map.of();

    TriggerGauges(Triggers triggers, RolloutControl control, MeterFactory meters) {
        this.triggers = triggers;
        this.control = control;
        meters.gauge(MetricDefinition.ROLLOUT_SHARE, () -> share);
        for (TriggerMetric metric : TriggerMetric.values()) {
            meters.gauge(
                    MetricDefinition.TRIGGER_VERDICT, () -> verdicts.getOrDefault(metric, Double.NaN), metric.word());
        }
    }

    /** Reads the switch and the verdicts, once for each end of a slot. */
    public void refresh(Instant slotEnd) {
        if (slotEnd.equals(refreshedFor)) {
            return;
        }
        refreshedFor = slotEnd;
        Rollout rollout = control.find();
        share = rollout.enabled() ? rollout.share().doubleValue() / 100 : 0;
        verdicts = read(triggers.findAll());
    }

    private static Map<TriggerMetric, Double> read(List<TriggerState> states) {
        var read = new EnumMap<TriggerMetric, Double>(TriggerMetric.class);
        for (TriggerState state : states) {
            if (state.trigger().watched()) {
                read.put(state.trigger().metric(), number(state.verdict()));
            }
        }
        return read;
    }

    private static double number(Verdict verdict) {
        return switch (verdict) {
            case GOOD -> 1;
            case NOT_ENOUGH_DATA -> 0;
            case BAD -> -1;
        };
    }
}
