package io.eligo.report.measurement;

import java.time.Duration;
import java.util.Locale;

/** A week or a month: how long after the rollout a report judges. {@link ReportWindow} has two ends. */
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
