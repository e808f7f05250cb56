package io.eligo.report.measurement;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The time that is judged, in whole hours. */
public record ReportWindow(Instant start, Instant end) {
    static final String HOUR = "1h";

    public static ReportWindow before(Instant end, Duration length) {
        return new ReportWindow(end.minus(length), end);
    }

    public Duration length() {
        return Duration.between(start, end);
    }

    /** As a range of PromQL. */
    String range() {
        long hours = length().toHours();
        return String.format(Locale.ROOT, hours % 24 == 0 ? "%dd" : "%dh", hours % 24 == 0 ? hours / 24 : hours);
    }
}
