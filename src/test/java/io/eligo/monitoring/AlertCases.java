package io.eligo.monitoring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the files in {@code ops/alerts/tests} expect of an alert: in a test with series or without, at a time, that it fires or not. */
record AlertCases(List<Expectation> expectations) {
    private static final Pattern FIRING = Pattern.compile("ALERTS\\{alertname=\"(\\w+)\", alertstate=\"firing\"}");

    record Expectation(String alert, String test, boolean withSeries, long seconds, long step, boolean fires) {}

    static AlertCases read() throws IOException {
        var cases = new AlertCases(new ArrayList<>());
        for (Path file : AlertRules.files(AlertRules.FOLDER.resolve("tests"))) {
            Map<String, Object> content = AlertRules.load(file);
            long step = Slo.duration(String.valueOf(content.get("evaluation_interval")))
                    .toSeconds();
            for (Map<String, Object> test : maps(content, "tests")) {
                cases.add(file.getFileName() + " " + test.get("name"), step, test);
            }
        }
        return cases;
    }

    private void add(String name, long step, Map<String, Object> test) {
        boolean withSeries = !maps(test, "input_series").isEmpty();
        for (Map<String, Object> alert : maps(test, "alert_rule_test")) {
            boolean fires = !maps(alert, "exp_alerts").isEmpty();
            expectations.add(new Expectation(
                    String.valueOf(alert.get("alertname")), name, withSeries, seconds(alert), step, fires));
        }
        // Another way to write that an alert fires, without its annotations.
        for (Map<String, Object> expression : maps(test, "promql_expr_test")) {
            Matcher firing = FIRING.matcher(String.valueOf(expression.get("expr")));
            if (firing.matches() && !maps(expression, "exp_samples").isEmpty()) {
                expectations.add(new Expectation(firing.group(1), name, withSeries, seconds(expression), step, true));
            }
        }
    }

    /** The test has the time at which the alert begins to fire, the step before, and a later one without it. */
    boolean hasFiringAndHealing(String alert) {
        return expectations.stream()
                .filter(firing -> firing.alert().equals(alert) && firing.withSeries() && firing.fires())
                .anyMatch(firing -> isSilent(firing, -2 * firing.step(), -firing.step())
                        && isSilent(firing, firing.step(), Long.MAX_VALUE / 2));
    }

    /** Silent at a time from {@code earliest} to {@code latest} seconds after the time at which the alert fires. */
    private boolean isSilent(Expectation firing, long earliest, long latest) {
        return expectations.stream()
                .filter(other ->
                        other.alert().equals(firing.alert()) && other.test().equals(firing.test()))
                .filter(other -> !other.fires())
                .map(other -> other.seconds() - firing.seconds())
                .anyMatch(distance -> distance >= earliest && distance <= latest);
    }

    boolean hasAbsence(String alert) {
        return expectations.stream().anyMatch(found -> found.alert().equals(alert) && !found.withSeries());
    }

    private static long seconds(Map<String, Object> entry) {
        return Slo.duration(String.valueOf(entry.get("eval_time"))).toSeconds();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Map<String, Object> entry, String key) {
        return (List<Map<String, Object>>) entry.getOrDefault(key, List.of());
    }
}
