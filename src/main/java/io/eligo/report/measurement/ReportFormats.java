package io.eligo.report.measurement;

import io.eligo.report.prometheus.HourlySeries;
import io.eligo.report.prometheus.HourlySeries.HourlyValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Times and sentences of the report. Times are in UTC. */
public final class ReportFormats {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ReportFormats() {}

    public static String time(Instant at) {
        return TIME.format(at);
    }

    /** In days and hours, hours and minutes, or minutes. */
    public static String duration(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d" + (time.toHoursPart() == 0 ? "" : " " + time.toHoursPart() + " h");
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h" + (time.toMinutesPart() == 0 ? "" : " " + time.toMinutesPart() + " min");
        }
        return time.toMinutes() + " min";
    }

    /** Which part of the window has data. */
    public static String coverage(HourlySeries known) {
        List<HourlyValue> values = known.values();
        if (values.isEmpty()) {
            return "No data.";
        }
        return String.format(
                Locale.ROOT,
                "Data for %s of %s: %s to %s.",
                duration(Duration.ofHours(values.size())),
                duration(Duration.ofHours(known.hours())),
                time(values.get(0).hour().minus(Duration.ofHours(1))),
                time(values.get(values.size() - 1).hour()));
    }

    public static String count(double number) {
        return MeasureUnit.COUNT.format(number);
    }
}
