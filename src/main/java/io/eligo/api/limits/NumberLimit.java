package io.eligo.api.limits;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * How large a number callers may write. {@code 1E+60000000} has nine letters, and takes minutes to be written out, which is what
 * {@link BigDecimal#toBigInteger} does: so sizes are judged by scale and precision.
 */
public final class NumberLimit {
    public static final String REASON = "a number of at most 100 digits on either side of the point is needed";

    private static final int DIGITS = 100;
    // No number of so many bits has no more digits than that.
    private static final int BITS = 400;
    // A sign, the digits, the point and an exponent.
    private static final int LETTERS = 2 * DIGITS + 20;

    static boolean isExceededBy(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.scale() > DIGITS || (long) decimal.precision() - decimal.scale() > DIGITS;
        }
        return number instanceof BigInteger integer
                && (integer.bitLength() > BITS || isExceededBy(new BigDecimal(integer)));
    }

    /** @throws NumberFormatException if {@code text} is no number, or one beyond the limit */
    public static BigDecimal parse(String text) {
        if (text.length() > LETTERS) {
            throw new NumberFormatException(REASON);
        }
        return checked(new BigDecimal(text));
    }

    /** @throws NumberFormatException if it is beyond the limit */
    public static BigDecimal checked(BigDecimal number) {
        if (isExceededBy(number)) {
            throw new NumberFormatException(REASON);
        }
        return number;
    }

    private NumberLimit() {}
}
