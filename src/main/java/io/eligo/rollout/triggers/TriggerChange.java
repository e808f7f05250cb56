package io.eligo.rollout.triggers;

import io.eligo.rollout.InvalidRolloutException;
import io.eligo.rollout.measurement.MeasurementTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes about a trigger. A null component stays as it is.
 *
 * @param windowSeconds length of a window
 */
public record TriggerChange(
        @Nullable Boolean watched,
        @Nullable Integer windowSeconds,
        @Nullable Integer minimumSample,
        @Nullable Double bound,
        @Nullable Integer badWindows,
        @Nullable Integer ofWindows) {
    private static final int MAX_WINDOW_SECONDS = 3_600;
    private static final int MAX_SAMPLE = 1_000_000;
    private static final double MAX_BOUND = 1e9;
    static final int MAX_WINDOWS = 12;

    /** @throws InvalidRolloutException naming the component that is not accepted */
    public TriggerChange {
        int slot = (int) MeasurementTable.SLOT.toSeconds();
        require(
                windowSeconds == null
                        || windowSeconds >= slot
                                && windowSeconds <= MAX_WINDOW_SECONDS
                                && MAX_WINDOW_SECONDS % windowSeconds == 0
                                && windowSeconds % slot == 0,
                "window",
                "seconds, a multiple of 5 that divides an hour: 5 to 3600");
        require(
                minimumSample == null || minimumSample >= 1 && minimumSample <= MAX_SAMPLE,
                "minimumSample",
                "a number from 1 to 1000000");
        // Not a comparison that NaN passes.
        require(bound == null || bound >= 0 && bound <= MAX_BOUND, "bound", "a number from 0 to 1000000000");
        require(isCount(badWindows), "badWindows", "a number from 1 to 12");
        require(isCount(ofWindows), "ofWindows", "a number from 1 to 12");
    }

    public boolean isEmpty() {
        return watched == null
                && windowSeconds == null
                && minimumSample == null
                && bound == null
                && badWindows == null
                && ofWindows == null;
    }

    /** What changes, for the audit. */
    public String describe() {
        var parts = new ArrayList<String>();
        if (watched != null) {
            parts.add(watched ? "watched" : "not watched");
        }
        add(parts, "window %s s", windowSeconds);
        add(parts, "minimum sample %s", minimumSample);
        add(parts, "bound %s", bound);
        add(parts, "bad windows %s", badWindows);
        add(parts, "of windows %s", ofWindows);
        return String.join(", ", parts);
    }

    Trigger applyTo(Trigger before) {
        var after = new Trigger(
                before.metric(),
                Objects.requireNonNullElse(watched, before.watched()),
                windowSeconds == null ? before.window() : Duration.ofSeconds(windowSeconds),
                minimumSample == null ? before.minimumSample() : minimumSample,
                Objects.requireNonNullElse(bound, before.bound()),
                Objects.requireNonNullElse(badWindows, before.badWindows()),
                Objects.requireNonNullElse(ofWindows, before.ofWindows()));
        require(
                after.badWindows() <= after.ofWindows(),
                badWindows == null ? "ofWindows" : "badWindows",
                "not more bad windows than windows");
        return after;
    }

    private static void add(List<String> parts, String format, @Nullable Object value) {
        if (value != null) {
            parts.add(String.format(Locale.ROOT, format, value));
        }
    }

    private static boolean isCount(@Nullable Integer windows) {
        return windows == null || windows >= 1 && windows <= MAX_WINDOWS;
    }

    private static void require(boolean accepted, String argument, String what) {
        if (!accepted) {
            throw new InvalidRolloutException(argument, what);
        }
    }
}
