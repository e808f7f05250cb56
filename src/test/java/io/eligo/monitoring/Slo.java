package io.eligo.monitoring;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The content of {@code ops/slo.yml}. */
record Slo(String window, List<BurnAlert> alerts, List<Objective> objectives) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Fires while one of its burns is too fast. */
    record BurnAlert(String suffix, String severity, List<Burn> burns) {}

    /** The share {@code budget} of the error budget, used up within {@code longWindow} and still within {@code shortWindow}. */
    record Burn(BigDecimal budget, String longWindow, String shortWindow) {
        /** How many times faster than even use over the objective's window. */
        BigDecimal factor(String window) {
            return budget.multiply(seconds(window)).divide(seconds(longWindow), MathContext.DECIMAL64);
        }
    }

    record Objective(String name, BigDecimal percent, String meaning, Indicator indicator) {
        /** The share of bad events that the objective allows. */
        BigDecimal allowed() {
            return HUNDRED.subtract(percent).divide(HUNDRED);
        }

        /** {@code AnswersInTime} of {@code answers-in-time}. */
        String alertName() {
            var alertName = new StringBuilder();
            for (String word : name.split("-")) {
                alertName.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
            return alertName.toString();
        }
    }

    Slo {
        for (Objective objective : objectives) {
            if (objective.allowed().signum() <= 0 || objective.allowed().compareTo(BigDecimal.ONE) >= 0) {
                throw new IllegalArgumentException("%s: objective is %s; accepted: above 0 and below 100"
                        .formatted(objective.name(), objective.percent()));
            }
            for (BurnAlert alert : alerts) {
                alert.burns().forEach(burn -> requireReachable(objective, burn, window));
            }
        }
    }

    /** A burn that would need more bad events than there are events never fires. */
    private static void requireReachable(Objective objective, Burn burn, String window) {
        BigDecimal share = objective.allowed().multiply(burn.factor(window));
        if (share.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(
                    "%s: objective is %s, so the alert over %s would need a bad share of %s; raise the objective, or lower budget"
                            .formatted(objective.name(), objective.percent(), burn.longWindow(), share));
        }
    }

    static Slo read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return parse(new Yaml().load(reader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Slo parse(Map<String, ?> document) {
        return new Slo(
                text(document, "window"),
                maps(document, "alerts").entrySet().stream()
                        .map(entry -> alert(entry.getKey(), entry.getValue()))
                        .toList(),
                maps(document, "objectives").entrySet().stream()
                        .map(entry -> objective(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static BurnAlert alert(String suffix, Map<String, ?> entry) {
        if (!(entry.get("burns") instanceof List<?> burns)) {
            throw new IllegalArgumentException(suffix + ": burns is missing");
        }
        return new BurnAlert(
                suffix,
                text(entry, "severity"),
                burns.stream()
                        .map(Slo::map)
                        .map(burn -> new Burn(number(burn, "budget"), text(burn, "long"), text(burn, "short")))
                        .toList());
    }

    private static Objective objective(String name, Map<String, ?> entry) {
        return new Objective(name, number(entry, "objective"), text(entry, "meaning"), indicator(name, entry));
    }

    private static Indicator indicator(String name, Map<String, ?> entry) {
        if (entry.containsKey("histogram")) {
            return new Indicator.Within(
                    text(entry, "histogram"),
                    entry.containsKey("only") ? text(entry, "only") : null,
                    number(entry, "within"),
                    entry.containsKey("failures") ? text(entry, "failures") : null,
                    number(entry, "minimum-events").intValueExact(),
                    number(entry, "bad-events-per-hour").intValueExact());
        }
        if (entry.containsKey("counter")) {
            return new Indicator.BadCounter(
                    text(entry, "counter"),
                    text(entry, "bad"),
                    number(entry, "minimum-events").intValueExact(),
                    number(entry, "bad-events-per-hour").intValueExact());
        }
        if (entry.containsKey("rows")) {
            return new Indicator.Rows(name, text(entry, "rows"), text(entry, "of"));
        }
        if (entry.containsKey("timestamp")) {
            return new Indicator.Age(name, text(entry, "timestamp"), duration(text(entry, "within")));
        }
        throw new IllegalArgumentException(name + " has none of: histogram, counter, rows, timestamp");
    }

    private static String text(Map<String, ?> entry, String key) {
        return require(entry.get(key), key).toString();
    }

    private static BigDecimal number(Map<String, ?> entry, String key) {
        return new BigDecimal(text(entry, key));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, ?>> maps(Map<String, ?> entry, String key) {
        return (Map<String, Map<String, ?>>) require(entry.get(key), key);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> map(Object entry) {
        return (Map<String, ?>) entry;
    }

    private static Object require(@Nullable Object value, String key) {
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    /** A duration in the notation of Prometheus with one unit, such as {@code 30m}. */
    static Duration duration(String text) {
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            case 'd' -> Duration.ofDays(count);
            default -> throw new IllegalArgumentException(text + " is no duration; accepted: 5m, 1h, 3d");
        };
    }

    private static BigDecimal seconds(String duration) {
        return BigDecimal.valueOf(duration(duration).toSeconds());
    }
}
