package io.eligo.console.rollout;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.schedule.ScheduleKind;
import io.eligo.rollout.triggers.TriggerChange;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the forms of the page Rollout. A field that is not accepted is named. */
final class RolloutForms {
    // More digits than a number of these forms has, so that none is expensive to read.
    private static final int MAX_DIGITS = 12;

    static RolloutChange parseState(String state, String share) {
        return checked(() -> switch (state) {
            case "off" -> RolloutChange.OFF;
            case "on" -> RolloutChange.ON;
            case "share" ->
                RolloutChange.toShare(parse(
                        "share", share, BigDecimal::new, "a percentage from 0 to 100 with at most two decimal places"));
            default -> throw ClientError.badArgument("state", "off, on or share");
        });
    }

    static RolloutChange parseLists(String allow, String deny) {
        return checked(() -> new RolloutChange(null, null, null, parseIds("allow", allow), parseIds("deny", deny)));
    }

    static ScheduleKind parseKind(String kind) {
        return checked(() -> ScheduleKind.parse(kind));
    }

    static Duration parseMinutes(String minutes) {
        return Duration.ofMinutes(parse("minutes", minutes, Integer::valueOf, "a whole number of minutes"));
    }

    static TriggerChange parseTrigger(Map<String, String> settings) {
        return checked(() -> new TriggerChange(
                parseOptional(settings, "watched", RolloutForms::parseBoolean, "true or false"),
                parseOptional(settings, "window", Integer::valueOf, "a whole number of seconds"),
                parseOptional(settings, "minimumSample", Integer::valueOf, "a whole number"),
                parseOptional(settings, "bound", Double::valueOf, "a number"),
                parseOptional(settings, "badWindows", Integer::valueOf, "a whole number"),
                parseOptional(settings, "ofWindows", Integer::valueOf, "a whole number")));
    }

    private static List<UUID> parseIds(String name, String text) {
        return Arrays.stream(text.strip().split("[\\s,;]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> Ids.parse(name, word))
                .toList();
    }

    private static <T> @Nullable T parseOptional(
            Map<String, String> settings, String name, Function<String, T> parser, String accepted) {
        String text = settings.getOrDefault(name, "");
        return text.isBlank() ? null : parse(name, text, parser, accepted);
    }

    private static <T> T parse(String name, String text, Function<String, T> parser, String accepted) {
        String word = text.strip();
        try {
            if (word.length() <= MAX_DIGITS) {
                return parser.apply(word);
            }
        } catch (IllegalArgumentException e) {
            // Reported below, as a text that is too long is.
        }
        throw ClientError.badArgument(name, accepted);
    }

    private static Boolean parseBoolean(String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static <T> T checked(Supplier<T> parsed) {
        try {
            return parsed.get();
        } catch (InvalidRolloutException e) {
            throw ClientError.badArgument(e.argument(), e.accepted());
        }
    }

    private RolloutForms() {}
}
