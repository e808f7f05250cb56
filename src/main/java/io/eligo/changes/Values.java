package io.eligo.changes;

import io.eligo.graphql.Ids;
import io.eligo.graphql.Refused;
import io.eligo.rules.ReviewStatus;
import io.eligo.rules.UnknownWord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;

/** What values look like, as {@code import} has it; each is refused by the name of its argument. */
final class Values {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int MOST_DIGITS = 100;

    static UUID id(String argument, Object value) {
        return Ids.of(argument, (String) value);
    }

    /** PostgreSQL holds neither NUL nor half of a surrogate pair, and the driver would write a question mark for that. */
    static String text(String argument, Object value) {
        String text = (String) value;
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Refused.badArgument(argument, "text without NUL and lone surrogates is needed");
        }
        return text;
    }

    /** Cut to microseconds: the database would round. */
    static Instant instant(String argument, Object value) {
        Instant instant = (Instant) value;
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw Refused.badArgument(argument, "an instant of the years 0001 to 9999 is needed");
        }
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    static BigDecimal amount(String argument, Object value) {
        BigDecimal amount = (BigDecimal) value;
        if (amount.signum() < 0 || tooLong(amount)) {
            throw Refused.badArgument(
                    argument,
                    "a number that is not negative, at most 100 digits on either side of the point, is needed");
        }
        return plain(amount);
    }

    static BigDecimal positive(String argument, Object value) {
        BigDecimal amount = (BigDecimal) value;
        if (amount.signum() <= 0 || tooLong(amount)) {
            throw Refused.badArgument(
                    argument, "a number above 0, at most 100 digits on either side of the point, is needed");
        }
        return plain(amount);
    }

    static BigDecimal percentage(String argument, Object value) {
        BigDecimal percentage = (BigDecimal) value;
        if (percentage.signum() < 0 || tooLong(percentage) || percentage.compareTo(HUNDRED) > 0) {
            throw Refused.badArgument(argument, "a percentage from 0 to 100 is needed");
        }
        return plain(percentage);
    }

    static boolean flag(String argument, Object value) {
        return (Boolean) value;
    }

    static ReviewStatus review(String argument, Object value) {
        return ReviewStatus.valueOf((String) value);
    }

    static <T> T word(String argument, Object value, Function<String, T> parse) {
        try {
            return parse.apply((String) value);
        } catch (UnknownWord e) {
            throw Refused.badArgument(argument, String.valueOf(e.getMessage()));
        }
    }

    // By scale and precision, without writing the number out: 1e999999999 would take gigabytes.
    private static boolean tooLong(BigDecimal number) {
        return number.scale() > MOST_DIGITS || (long) number.precision() - number.scale() > MOST_DIGITS;
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    private Values() {}
}
