package io.eligo.bench.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Figures as text: three significant digits, or all digits before the decimal point. */
final class Figures {
    private Figures() {}

    /** @param unit written directly after the number if it begins with a slash */
    static String format(double value, String unit) {
        String number = format(value);
        return unit.isEmpty() || unit.startsWith("/") ? number + unit : number + " " + unit;
    }

    static String format(double value) {
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal rounded = Math.abs(value) >= 100
                ? exact.setScale(0, RoundingMode.HALF_UP)
                : exact.round(new MathContext(3, RoundingMode.HALF_UP));
        return new DecimalFormat("#,##0.########", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(rounded);
    }
}
