package io.eligo.importing.files;

import io.eligo.rules.Audience;
import io.eligo.rules.vocabulary.SpelledEnum;
import io.eligo.rules.vocabulary.UnknownSpelling;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The accepted values of a column.
 *
 * @param accepted what is accepted, for messages after "expected"
 * @param parser returns the value in PostgreSQL's syntax; null if it is not accepted
 */
record ColumnType(String accepted, Function<String, @Nullable String> parser) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    // More digits than any amount of money: a longer number is a mistake, and a large exponent could
    // allocate gigabytes.
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,100}(\\.\\d{1,100})?");
    // Java's own parsers also accept 24:00 and leap seconds, the latter as another instant.
    private static final Pattern INSTANT =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[T ]((?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?)"
                    + "(Z|[+-]\\d\\d(?::?[0-5]\\d)?)");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    static final ColumnType TEXT =
            new ColumnType("text without a NUL character", text -> text.indexOf('\0') < 0 ? text : null);
    static final ColumnType ID = new ColumnType("a UUID like 0021f07d-9a6d-50e8-949a-ea29ccc3a6e0", ColumnType::id);
    static final ColumnType FLAG = oneOf("true or false", List.of("true", "false"));
    static final ColumnType TIME = new ColumnType(
            "an instant like 2026-11-22T12:00:00Z or 2026-11-22T15:00:00+03:00, of the years 0001 to 9999",
            ColumnType::instant);
    static final ColumnType AMOUNT = new ColumnType(
            "a decimal number like 12.50, not negative, at most 100 digits on either side of the point",
            text -> decimal(text, null));
    static final ColumnType PERCENTAGE =
            new ColumnType("a percentage from 0 to 100 like 12.50", text -> decimal(text, HUNDRED));
    static final ColumnType AUDIENCE = new ColumnType(
            "words separated by ; out of " + String.join(", ", Audience.spellings()), ColumnType::audience);

    /** One of the spellings of {@code type}, ignoring case. */
    static <E extends Enum<E> & SpelledEnum> ColumnType enumOf(Class<E> type) {
        return oneOf(SpelledEnum.spellings(type));
    }

    static ColumnType oneOf(List<String> words) {
        return oneOf("one of " + String.join(", ", words), words);
    }

    private static ColumnType oneOf(String accepted, List<String> words) {
        return new ColumnType(accepted, text -> spelled(words, text));
    }

    private static @Nullable String spelled(List<String> words, String text) {
        for (String word : words) {
            if (word.equalsIgnoreCase(text)) {
                return word;
            }
        }
        return null;
    }

    /** UUID.fromString is lenient: it accepts groups that are too short. */
    private static @Nullable String id(String text) {
        if (text.length() != 36) {
            return null;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? c != '-' : c > 'f' || Character.digit(c, 16) < 0) {
                return null;
            }
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String instant(String text) {
        Matcher parts = INSTANT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        try {
            Instant instant = LocalDateTime.parse(parts.group(1) + "T" + parts.group(2))
                    .toInstant(ZoneOffset.of(parts.group(3)))
                    .truncatedTo(ChronoUnit.MICROS);
            return instant.isBefore(FIRST) || !instant.isBefore(AFTER_LAST) ? null : instant.toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String decimal(String text, @Nullable BigDecimal maximum) {
        if (!DECIMAL.matcher(text).matches()) {
            return null;
        }
        var number = new BigDecimal(text);
        return number.signum() < 0 || maximum != null && number.compareTo(maximum) > 0 ? null : text;
    }

    private static @Nullable String audience(String text) {
        if (text.isEmpty()) {
            return "{}";
        }
        try {
            return Arrays.stream(text.split(";", -1))
                    .map(String::strip)
                    .map(Audience::canonicalSpelling)
                    .distinct()
                    .collect(Collectors.joining(",", "{", "}"));
        } catch (UnknownSpelling e) {
            return null;
        }
    }
}
