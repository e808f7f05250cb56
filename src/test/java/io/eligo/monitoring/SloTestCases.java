package io.eligo.monitoring;

import io.eligo.monitoring.Indicator.OfEvents;
import io.eligo.monitoring.Slo.Burn;
import io.eligo.monitoring.Slo.BurnAlert;
import io.eligo.monitoring.Slo.Objective;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tests for promtool of the rules of {@code ops/slo.yml}: faults that are just bad enough. They follow from the objectives, as the
 * rules do, but by counting bad events instead of by PromQL. A file for each long window, as promtool has one interval a file.
 */
final class SloTestCases {
    /** Steps of a fault until the first burn of an alert is too fast. */
    private static final int FAULTY_STEPS = 10;

    /** Some events stay good, so that rounding does not turn the next value of a counter into a reset. */
    private static final double MAXIMUM_BAD_SHARE = 0.99;

    private final Slo slo;

    /** All objectives share a test: their series differ, and the rules are evaluated once for all of them. */
    private final Map<String, Case> cases = new LinkedHashMap<>();

    private record Case(String name, Duration step, StringBuilder series, StringBuilder silent, StringBuilder firing) {}

    private SloTestCases(Slo slo) {
        this.slo = slo;
    }

    /** The files by name. */
    static Map<String, String> generate(Slo slo) {
        var tests = new SloTestCases(slo);
        slo.objectives().forEach(objective -> slo.alerts().forEach(alert -> tests.addFaults(objective, alert)));
        slo.objectives().forEach(tests::addLowTraffic);
        tests.addAbsence();
        return tests.cases.values().stream()
                .collect(Collectors.toMap(
                        test -> "slo-%s.yml".formatted(test.name().replace(' ', '-')),
                        SloTestCases::file,
                        (first, second) -> first,
                        LinkedHashMap::new));
    }

    private void addFaults(Objective objective, BurnAlert alert) {
        double factor = 0;
        for (Burn burn : alert.burns()) {
            double previousFactor = factor;
            factor = burn.factor(slo.window()).doubleValue();
            double intervals = (double) seconds(burn.longWindow()) / step(burn).toSeconds();
            if (previousFactor == 0) {
                addFault(objective, alert, burn, intervals, FAULTY_STEPS);
            } else if (!(objective.indicator() instanceof Indicator.Age)) {
                // Slow enough for the burn before. An age is bad as a whole, so that its first burn is always the first
                // to fire.
                addFault(objective, alert, burn, intervals, (int) Math.ceil((intervals + 1) * factor / previousFactor));
            }
        }
    }

    private void addFault(Objective objective, BurnAlert alert, Burn burn, double intervals, int steps) {
        double bound = burn.factor(slo.window()).multiply(objective.allowed()).doubleValue();
        double badShare = objective.indicator() instanceof Indicator.Age
                ? 1
                : Math.min(MAXIMUM_BAD_SHARE, 2 * bound / ((steps - 1) / (intervals - 1) + steps / (intervals + 1)));
        // A range includes its first sample or does not, depending on the version of Prometheus.
        int before = (int) Math.ceil(bound * (intervals - 1) / badShare) - 1;
        int fires = (int) Math.floor(bound * (intervals + 1) / badShare) + 1;
        double eventsPerStep =
                objective.indicator() instanceof OfEvents events ? events.minimumEvents() * 10 / intervals : 0;
        int healthy = (int) (longest(alert) / step(burn).toSeconds());
        int heals = (int) (seconds(burn.shortWindow()) / step(burn).toSeconds()) + 1;
        add(
                cases.computeIfAbsent(burn.longWindow(), name -> newCase(name, step(burn))),
                objective,
                objective.alertName() + alert.suffix(),
                alert.severity(),
                new TestSteps(step(burn), healthy, fires, heals + 1, eventsPerStep, badShare),
                before,
                heals);
    }

    /** Half of the events that a share needs, of which as many are bad as the alert needs. */
    private void addLowTraffic(Objective objective) {
        if (!(objective.indicator() instanceof OfEvents events)) {
            return;
        }
        int perHour = 60;
        double eventsPerStep = events.minimumEvents() / 2.0 / perHour;
        int fires = Math.max(3, (int) Math.ceil(events.badEventsPerHour() / eventsPerStep + 0.5));
        double badShare = Math.min(MAXIMUM_BAD_SHARE, events.badEventsPerHour() / (fires - 0.5) / eventsPerStep);
        add(
                cases.computeIfAbsent("low traffic", name -> newCase(name, Duration.ofMinutes(1))),
                objective,
                objective.alertName() + "LowTraffic",
                "ticket",
                new TestSteps(Duration.ofMinutes(1), perHour, fires, perHour + 2, eventsPerStep, badShare),
                fires - 1,
                perHour + 1);
    }

    private static Case newCase(String name, Duration step) {
        return new Case(name, step, new StringBuilder(), new StringBuilder(), new StringBuilder());
    }

    private static void add(
            Case test, Objective objective, String alert, String severity, TestSteps steps, int before, int heals) {
        for (TestSeries series : objective.indicator().testSeries(steps)) {
            test.series().append("      - {series: '%s', values: '%s'}\n".formatted(series.series(), series.values()));
        }
        test.silent().append("""
                              # one step before, and healed
                              - {eval_time: %ds, alertname: %s}
                              - {eval_time: %ds, alertname: %s}
                        """.formatted(at(steps, before), alert, at(steps, steps.faulty() + heals), alert));
        test.firing().append("""
                              - expr: ALERTS{alertname="%s", alertstate="firing"}
                                eval_time: %ds
                                exp_samples: [{labels: 'ALERTS{alertname="%s", alertstate="firing", severity="%s", slo="%s"}', value: 1}]
                        """.formatted(alert, at(steps, steps.faulty()), alert, severity, objective.name()));
    }

    private void addAbsence() {
        Case test = newCase("absent", Duration.ofMinutes(1));
        cases.put(test.name(), test);
        for (Objective objective : slo.objectives()) {
            slo.alerts().forEach(alert -> addAbsence(test, objective.alertName() + alert.suffix()));
            if (objective.indicator() instanceof OfEvents) {
                addAbsence(test, objective.alertName() + "LowTraffic");
            }
        }
    }

    private static void addAbsence(Case test, String alert) {
        test.silent().append("      - {eval_time: 1h, alertname: %s}\n".formatted(alert));
    }

    private static String file(Case test) {
        var file = new StringBuilder(
                """
                # Generated from ops/slo.yml by SloRulesTest: do not edit.
                rule_files: [../slo.yml]
                evaluation_interval: %ds
                tests:
                  - name: %s
                    interval: %ds
                """.formatted(test.step().toSeconds(), test.name(), test.step().toSeconds()));
        append(file, "input_series", test.series());
        append(file, "alert_rule_test", test.silent());
        append(file, "promql_expr_test", test.firing());
        return file.toString();
    }

    private static void append(StringBuilder file, String key, StringBuilder entries) {
        if (!entries.isEmpty()) {
            file.append("    ").append(key).append(":\n").append(entries);
        }
    }

    private static Duration step(Burn burn) {
        return Slo.duration(burn.shortWindow()).dividedBy(5);
    }

    private static long longest(BurnAlert alert) {
        return alert.burns().stream()
                .mapToLong(burn -> seconds(burn.longWindow()))
                .max()
                .orElseThrow();
    }

    private static long at(TestSteps steps, int stepOfFault) {
        return steps.step().toSeconds() * (steps.healthy() + stepOfFault);
    }

    private static long seconds(String duration) {
        return Slo.duration(duration).toSeconds();
    }
}
