package io.eligo.report.measurement;

import java.time.Duration;
import java.util.Locale;

/** The periods after which the original design judges its success. */
public enum ReportPeriod {
    WEEK(7),
    MONTH(30);

    private final Duration length;

    ReportPeriod(int days) {
        this.length = Duration.ofDays(days);
    }

    public Duration length() {
        return length;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
