package io.eligo.monitoring;

import io.eligo.monitoring.Indicator.OfEvents;
import io.eligo.monitoring.Indicator.OfStates;
import io.eligo.monitoring.Slo.Burn;
import io.eligo.monitoring.Slo.BurnAlert;
import io.eligo.monitoring.Slo.Objective;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of {@code ops/slo.yml}, for Prometheus. For each objective: how fast its error budget burns, over each window; alerts
 * that compare a long and a short window; and, where events are counted, an alert on the number of bad events while there are few.
 */
final class SloRules {
    private final Slo slo;
    private final StringBuilder text = new StringBuilder();

    private SloRules(Slo slo) {
        this.slo = slo;
    }

    static String generate(Slo slo) {
        return new SloRules(slo).generate();
    }

    private String generate() {
        text.append("# Generated from ops/slo.yml by SloRulesTest: do not edit.\ngroups:\n");
        for (Objective objective : slo.objectives()) {
            text.append("  - name: slo-").append(objective.name()).append("\n    rules:\n");
            record(objective);
            slo.alerts().forEach(alert -> alert(objective, alert));
            if (objective.indicator() instanceof OfEvents events) {
                alertAtLowTraffic(objective, events);
            }
        }
        // Ranges of the whole window are long: these rules run less often.
        text.append("  - name: slo-budgets\n    interval: 5m\n    rules:\n");
        slo.objectives().forEach(this::recordBudget);
        return text.toString();
    }

    private void record(Objective objective) {
        record(
                objective,
                "slo:objective:ratio",
                "vector(%s)".formatted(plain(BigDecimal.ONE.subtract(objective.allowed()))));
        if (objective.indicator() instanceof OfStates states) {
            record(objective, "slo:bad_share:now", states.state());
        }
        for (String window : windows(slo)) {
            record(objective, "slo:burn_rate:" + window, burnRate(objective, window));
        }
        if (objective.indicator() instanceof OfEvents events) {
            for (String window : longWindows(slo)) {
                record(objective, "slo:events:" + window, events.events(window));
            }
            record(objective, "slo:bad_events:1h", events.badEvents("1h"));
        }
    }

    private void recordBudget(Objective objective) {
        record(objective, "slo:error_budget_left:ratio", "1 - (%s)".formatted(burnRate(objective, slo.window())));
    }

    private static String burnRate(Objective objective, String window) {
        return "(%s) / %s".formatted(objective.indicator().badShare(window), plain(objective.allowed()));
    }

    private void record(Objective objective, String name, String expression) {
        text.append("""
                      - record: %s
                        expr: %s
                        labels: {slo: %s}
                """.formatted(name, expression, objective.name()));
    }

    private void alert(Objective objective, BurnAlert alert) {
        String name = objective.alertName() + alert.suffix();
        text.append("""
                      - alert: %s
                        expr: >-
                %s
                        labels: {severity: %s}
                        annotations:
                          summary: 'Error budget burns {{ printf "%%.1f" $value }} times as fast as allowed: %s, objective %s %% over %s'
                          runbook_url: ops/runbooks/alerts.md#%s
                """.formatted(
                        name,
                        alert.burns().stream()
                                .map(burn -> condition(objective, burn))
                                .collect(Collectors.joining("\n          or\n", "", "")),
                        alert.severity(),
                        objective.meaning(),
                        plain(objective.percent()),
                        slo.window(),
                        name.toLowerCase(Locale.ROOT)));
    }

    private String condition(Objective objective, Burn burn) {
        String factor = plain(burn.factor(slo.window()));
        String minimum = objective.indicator() instanceof OfEvents events
                ? " and %s >= %d"
                        .formatted(series("slo:events:" + burn.longWindow(), objective), events.minimumEvents())
                : "";
        return "          (%s > %s and %s > %s%s)"
                .formatted(
                        series("slo:burn_rate:" + burn.longWindow(), objective),
                        factor,
                        series("slo:burn_rate:" + burn.shortWindow(), objective),
                        factor,
                        minimum);
    }

    private void alertAtLowTraffic(Objective objective, OfEvents events) {
        String name = objective.alertName() + "LowTraffic";
        text.append("""
                      - alert: %s
                        expr: %s >= %d and %s < %d
                        labels: {severity: ticket}
                        annotations:
                          summary: '{{ printf "%%.0f" $value }} bad events within an hour, too few events for a share: %s'
                          runbook_url: ops/runbooks/alerts.md#%s
                """.formatted(
                        name,
                        series("slo:bad_events:1h", objective),
                        events.badEventsPerHour(),
                        series("slo:events:1h", objective),
                        events.minimumEvents(),
                        objective.meaning(),
                        name.toLowerCase(Locale.ROOT)));
    }

    private static String series(String name, Objective objective) {
        return "%s{slo=\"%s\"}".formatted(name, objective.name());
    }

    static List<String> windows(Slo slo) {
        return sorted(burns(slo).flatMap(burn -> Stream.of(burn.longWindow(), burn.shortWindow())));
    }

    /** Also the hour by which the alerts for low traffic count. */
    private static List<String> longWindows(Slo slo) {
        return sorted(Stream.concat(Stream.of("1h"), burns(slo).map(Burn::longWindow)));
    }

    private static Stream<Burn> burns(Slo slo) {
        return slo.alerts().stream().flatMap(alert -> alert.burns().stream());
    }

    private static List<String> sorted(Stream<String> windows) {
        return windows.distinct().sorted(Comparator.comparing(Slo::duration)).toList();
    }

    static String plain(BigDecimal number) {
        return number.round(MathContext.DECIMAL32).stripTrailingZeros().toPlainString();
    }
}
