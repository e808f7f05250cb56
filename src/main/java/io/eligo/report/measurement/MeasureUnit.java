package io.eligo.report.measurement;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** The unit of a value, and how people read it. */
public enum MeasureUnit {
    SECONDS {
        @Override
        String format(double value, int digits) {
            return Math.abs(value) < 1 ? significant(value * 1_000, digits) + " ms" : significant(value, digits) + " s";
        }
    },
    RATIO {
        @Override
        String format(double value, int digits) {
            return significant(value * 100, digits) + " %";
        }
    },
    /** A share that is gone; negative if it has been added. */
    REDUCTION {
        @Override
        String format(double value, int digits) {
            return RATIO.format(Math.abs(value), digits) + (value < 0 ? " more" : " less");
        }
    },
    COUNT {
        @Override
        String format(double value, int digits) {
            return String.format(Locale.ROOT, "%,." + (digits - FEWEST_DIGITS) + "f", value);
        }
    };

    private static final int FEWEST_DIGITS = 3;
    private static final int MOST_DIGITS = 8;

    /** At the given number of significant digits; {@link #FEWEST_DIGITS} of a count are a whole number. */
    abstract String format(double value, int digits);

    public String format(double value) {
        return format(value, FEWEST_DIGITS);
    }

    /** With so many digits that it differs from the limit if the value does: 99.96 ms are below 100 ms. */
    public String formatApartFrom(double limit, double value) {
        int digits = FEWEST_DIGITS;
        while (digits < MOST_DIGITS && value != limit && format(value, digits).equals(format(limit))) {
            digits++;
        }
        return format(value, digits);
    }

    private static String significant(double value, int digits) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
