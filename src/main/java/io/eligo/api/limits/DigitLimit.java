package io.eligo.api.limits;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Limit of the numbers that callers send. {@code 1E+60000000} is short, but takes minutes to expand, as {@link
 * BigDecimal#toBigInteger} does, so the limit is checked by scale and precision.
 */
public final class DigitLimit {
    public static final String REASON = "a number of at most 100 digits on either side of the point is needed";

    private static final int DIGITS = 100;
    // Any number of more bits has more than the permitted digits.
    private static final int BITS = 400;
    // A sign, the digits, the point and an exponent.
    private static final int MAX_TEXT_LENGTH = 2 * DIGITS + 20;

    static boolean isExceededBy(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.scale() > DIGITS || (long) decimal.precision() - decimal.scale() > DIGITS;
        }
        return number instanceof BigInteger integer
                && (integer.bitLength() > BITS || isExceededBy(new BigDecimal(integer)));
    }

    /** @throws NumberFormatException if {@code text} is not a number or exceeds the limit */
    public static BigDecimal parse(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new NumberFormatException(REASON);
        }
        return checked(new BigDecimal(text));
    }

    /** @throws NumberFormatException if the number exceeds the limit */
    public static BigDecimal checked(BigDecimal number) {
        if (isExceededBy(number)) {
            throw new NumberFormatException(REASON);
        }
        return number;
    }

    private DigitLimit() {}
}
