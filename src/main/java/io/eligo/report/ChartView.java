package io.eligo.report;

import io.eligo.report.criteria.CriterionChart;
import io.eligo.report.measurement.MeasureUnit;
import io.eligo.report.measurement.ReportFormats;
import io.eligo.report.prometheus.HourlySeries;
import io.eligo.report.prometheus.HourlySeries.HourlyValue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A chart of hourly values as paths of SVG, within {@link #WIDTH} by {@link #HEIGHT}, which the page stretches. Its labels are no part
 * of the SVG, so that they keep their size on each screen; their positions are percentages.
 *
 * @param line steps, one an hour, with a gap where an hour has no value
 * @param area the area below the line
 * @param gaps hours without data
 * @param limit path of the bound; empty without one
 * @param description the values in one sentence, for screen readers
 */
record ChartView(
        String title,
        String line,
        String area,
        String gaps,
        String limit,
        String limitText,
        String grid,
        List<Tick> ticks,
        List<Tick> days,
        String description) {
    static final int WIDTH = 1_000;
    static final int HEIGHT = 300;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int MOST_DAYS = 8;

    /** @param percent from the left, or from the bottom */
    record Tick(String percent, String text) {}

    static ChartView of(CriterionChart chart) {
        var axis = ValueAxis.upTo(highest(chart), chart.unit());
        var shape = new Shape(chart.values(), axis.top());
        Double limit = chart.limit();
        return new ChartView(
                chart.title(),
                shape.line(),
                shape.area(),
                gaps(chart.known()),
                limit == null ? "" : horizontal(limit / axis.top()),
                limit == null ? "" : chart.unit().format(limit),
                axis.ticks().stream().map(tick -> horizontal(tick / axis.top())).collect(Collectors.joining()),
                axis.ticks().stream()
                        .map(tick -> new Tick(
                                percent(tick / axis.top()), chart.unit().format(tick)))
                        .toList(),
                days(chart.values()),
                describe(chart));
    }

    private static double highest(CriterionChart chart) {
        double values = chart.values().highest().map(HourlyValue::value).orElse(0.0);
        return Math.max(values, chart.limit() == null ? 0 : chart.limit());
    }

    private static String describe(CriterionChart chart) {
        return chart.values()
                .highest()
                .map(highest -> String.format(
                        Locale.ROOT,
                        "%s: lowest %s, highest %s, last %s",
                        chart.title(),
                        chart.unit()
                                .format(chart.values().lowest().orElse(highest).value()),
                        chart.unit().format(highest.value()),
                        last(chart.values(), chart.unit())))
                .orElse(chart.title() + ": no values");
    }

    private static String last(HourlySeries series, MeasureUnit unit) {
        HourlyValue last = series.values().get(series.values().size() - 1);
        return unit.format(last.value()) + " at " + ReportFormats.time(last.hour()) + " UTC";
    }

    /** The begins of days, some of them in a longer window. */
    private static List<Tick> days(HourlySeries series) {
        long all = series.hours() / 24;
        long step = (all + MOST_DAYS - 1) / MOST_DAYS;
        Instant first = series.start().truncatedTo(ChronoUnit.DAYS);
        return Stream.iterate(first, day -> day.isBefore(series.end()), day -> day.plus(step, ChronoUnit.DAYS))
                .filter(day -> !day.isBefore(series.start()))
                .map(day -> new Tick(percent(share(series, day)), DAY.format(day)))
                .toList();
    }

    private static String gaps(HourlySeries known) {
        Set<Instant> hours = known.values().stream().map(HourlyValue::hour).collect(Collectors.toSet());
        var path = new StringBuilder();
        for (Instant hour = known.start().plus(HOUR); !hour.isAfter(known.end()); hour = hour.plus(HOUR)) {
            if (!hours.contains(hour)) {
                path.append(String.format(
                        Locale.ROOT, "M%s 0V%dH%sV0Z", x(known, hour.minus(HOUR)), HEIGHT, x(known, hour)));
            }
        }
        return path.toString();
    }

    private static double share(HourlySeries series, Instant at) {
        return (double) Duration.between(series.start(), at).toSeconds()
                / Duration.between(series.start(), series.end()).toSeconds();
    }

    private static String x(HourlySeries series, Instant at) {
        return coordinate(WIDTH * share(series, at));
    }

    private static String y(double shareOfTop) {
        return coordinate(HEIGHT * (1 - shareOfTop));
    }

    private static String horizontal(double shareOfTop) {
        return "M0 " + y(shareOfTop) + "H" + WIDTH;
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    /** Runs of hours that have values. */
    private record Shape(List<List<HourlyValue>> runs, HourlySeries series, double top) {
        Shape(HourlySeries series, double top) {
            this(runs(series), series, top);
        }

        private static List<List<HourlyValue>> runs(HourlySeries series) {
            var runs = new ArrayList<List<HourlyValue>>();
            @Nullable Instant previous = null;
            for (HourlyValue value : series.values()) {
                if (previous == null || !previous.plus(HOUR).equals(value.hour())) {
                    runs.add(new ArrayList<>());
                }
                runs.get(runs.size() - 1).add(value);
                previous = value.hour();
            }
            return runs;
        }

        String line() {
            return runs.stream().map(run -> "M" + steps(run)).collect(Collectors.joining());
        }

        String area() {
            return runs.stream()
                    .map(run -> "M" + begin(run) + " " + HEIGHT + "L" + steps(run) + "V" + HEIGHT + "Z")
                    .collect(Collectors.joining());
        }

        private String begin(List<HourlyValue> run) {
            return x(series, run.get(0).hour().minus(HOUR));
        }

        private String steps(List<HourlyValue> run) {
            return begin(run) + " "
                    + run.stream()
                            .map(value -> y(value.value() / top) + "H" + x(series, value.hour()))
                            .collect(Collectors.joining("V"));
        }
    }
}
