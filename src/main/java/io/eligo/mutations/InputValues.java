package io.eligo.mutations;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.rules.vocabulary.ReviewStatus;
import io.eligo.rules.vocabulary.UnknownSpelling;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;

/**
 * Validates scalar values, with the same rules as {@code import}. An error names the argument. The length of numbers, texts and
 * instants is checked before.
 */
final class InputValues {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    static UUID id(String argument, Object value) {
        return Ids.parse(argument, (String) value);
    }

    static String text(String argument, Object value) {
        return (String) value;
    }

    /** Truncated to microseconds, because the database would round. */
    static Instant instant(String argument, Object value) {
        return ((Instant) value).truncatedTo(ChronoUnit.MICROS);
    }

    static BigDecimal amount(String argument, Object value) {
        BigDecimal amount = (BigDecimal) value;
        if (amount.signum() < 0) {
            throw ClientError.badArgument(argument, "a number that is not negative is needed");
        }
        return withoutNegativeScale(amount);
    }

    static BigDecimal positive(String argument, Object value) {
        BigDecimal amount = (BigDecimal) value;
        if (amount.signum() <= 0) {
            throw ClientError.badArgument(argument, "a number above 0 is needed");
        }
        return withoutNegativeScale(amount);
    }

    static BigDecimal percentage(String argument, Object value) {
        BigDecimal percentage = (BigDecimal) value;
        if (percentage.signum() < 0 || percentage.compareTo(HUNDRED) > 0) {
            throw ClientError.badArgument(argument, "a percentage from 0 to 100 is needed");
        }
        return withoutNegativeScale(percentage);
    }

    static boolean flag(String argument, Object value) {
        return (Boolean) value;
    }

    static ReviewStatus reviewStatus(String argument, Object value) {
        return ReviewStatus.valueOf((String) value);
    }

    static <T> T parseEnum(String argument, Object value, Function<String, T> parse) {
        try {
            return parse.apply((String) value);
        } catch (UnknownSpelling e) {
            throw ClientError.badArgument(argument, String.valueOf(e.getMessage()));
        }
    }

    // The scalar Decimal bounds the number of digits.
    private static BigDecimal withoutNegativeScale(BigDecimal number) {
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    private InputValues() {}
}
