package io.eligo.monitoring;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an objective counts, as PromQL. {@code window} is a range such as {@code 5m}. */
sealed interface Indicator {
    /** The share of bad events within a window. */
    String badShare(String window);

    /** Series for a test whose bad share is as given, {@code steps} after {@code steps}. */
    List<TestSeries> testSeries(TestSteps steps);

    /** Each event is good or bad. A share of too few events says nothing, so their number counts as well. */
    sealed interface OfEvents extends Indicator {
        String events(String window);

        String badEvents(String window);

        int minimumEvents();

        int badEventsPerHour();
    }

    /**
     * The state at a time is a share of 0 to 1. It is recorded, and its average over a window counts. While it is unknown (NaN)
     * nothing is recorded: one NaN would make each average over it NaN.
     */
    sealed interface OfStates extends Indicator {
        String state();

        @Override
        default String badShare(String window) {
            return "avg_over_time(slo:bad_share:now{slo=\"%s\"}[%s])".formatted(name(), window);
        }

        String name();
    }

    /**
     * Events of a histogram that took at most a time, of those alone that {@code only} selects. Events that failed are counted
     * elsewhere and are bad.
     */
    record Within(
            String histogram,
            @Nullable String only,
            BigDecimal within,
            @Nullable String failures,
            int minimumEvents,
            int badEventsPerHour)
            implements OfEvents {

        @Override
        public String badShare(String window) {
            return "1 - (%s) / (%s)".formatted(good("rate", window), all("rate", window));
        }

        @Override
        public String events(String window) {
            return all("increase", window);
        }

        @Override
        public String badEvents(String window) {
            return "%s - %s".formatted(all("increase", window), good("increase", window));
        }

        private String good(String function, String window) {
            String selected = only == null ? "" : ", " + only;
            return "sum(%s(%s_bucket{%s%s}[%s]))".formatted(function, histogram, bound(), selected, window);
        }

        private String all(String function, String window) {
            String selected = only == null ? "" : "{" + only + "}";
            String answered = "sum(%s(%s_count%s[%s]))".formatted(function, histogram, selected, window);
            return failures == null
                    ? answered
                    : "%s + (sum(%s(%s[%s])) or vector(0))".formatted(answered, function, failures, window);
        }

        private String bound() {
            return "le=\"%s\"".formatted(Double.toString(within.doubleValue()));
        }

        @Override
        public List<TestSeries> testSeries(TestSteps steps) {
            return List.of(
                    new TestSeries("%s_bucket{%s}".formatted(histogram, bound()), steps.goodTotals()),
                    new TestSeries(histogram + "_count", steps.totals()));
        }
    }

    /** Events of a counter, of which a label says that they are bad. */
    record BadCounter(String counter, String bad, int minimumEvents, int badEventsPerHour) implements OfEvents {
        @Override
        public String badShare(String window) {
            return "sum(rate(%s{%s}[%s])) / sum(rate(%s[%s]))".formatted(counter, bad, window, counter, window);
        }

        @Override
        public String events(String window) {
            return "sum(increase(%s[%s]))".formatted(counter, window);
        }

        @Override
        public String badEvents(String window) {
            return "sum(increase(%s{%s}[%s]))".formatted(counter, bad, window);
        }

        @Override
        public List<TestSeries> testSeries(TestSteps steps) {
            return List.of(
                    new TestSeries("%s{%s}".formatted(counter, bad), steps.badTotals()),
                    new TestSeries(counter + "{}", steps.goodTotals()));
        }
    }

    /** Rows that are wrong, of all rows. Each node reports the same numbers. */
    record Rows(String name, String rows, String of) implements OfStates {
        @Override
        public String state() {
            return "sum(max by (kind) (%s)) / clamp_min(max(%s), 1) >= 0".formatted(rows, of);
        }

        @Override
        public List<TestSeries> testSeries(TestSteps steps) {
            return List.of(
                    new TestSeries(rows + "{kind=\"revoked\"}", steps.badShares(BigDecimal.valueOf(1_000_000))),
                    new TestSeries(of, steps.constant(BigDecimal.valueOf(1_000_000))));
        }
    }

    /** The time since a timestamp, which is bad as a whole as soon as it is too long. Each node reports the same timestamp. */
    record Age(String name, String timestamp, Duration within) implements OfStates {
        @Override
        public String state() {
            // NaN is the only value that does not equal itself.
            return "time() - max(%s == %s) > bool %d".formatted(timestamp, timestamp, within.toSeconds());
        }

        @Override
        public List<TestSeries> testSeries(TestSteps steps) {
            return List.of(new TestSeries(timestamp, steps.timestamps(within)));
        }
    }
}
