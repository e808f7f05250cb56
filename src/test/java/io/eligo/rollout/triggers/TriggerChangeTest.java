package io.eligo.rollout.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.eligo.rollout.InvalidRolloutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerChangeTest {
    private static final Trigger BEFORE = new Trigger(TriggerMetric.P95, true, Duration.ofMinutes(1), 100, 200, 2, 3);

    @ParameterizedTest
    @ValueSource(ints = {-5, 0, 1, 4, 7, 35, 3_605, 7_200, Integer.MAX_VALUE})
    void anotherWindowIsRefused(int seconds) {
        refused("window", null, seconds, null, null, null, null);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY, 1e10})
    void anotherBoundIsRefused(double bound) {
        refused("bound", null, null, null, bound, null, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_000_001})
    void anotherSampleIsRefused(int sample) {
        refused("minimumSample", null, null, sample, null, null, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 13})
    void anotherNumberOfWindowsIsRefused(int windows) {
        refused("badWindows", null, null, null, null, windows, null);
        refused("ofWindows", null, null, null, null, null, windows);
    }

    @Test
    void moreBadWindowsThanWindowsAreRefused() {
        assertThatExceptionOfType(InvalidRolloutException.class)
                .isThrownBy(() -> new TriggerChange(null, null, null, null, null, 1).applyTo(BEFORE))
                .extracting(InvalidRolloutException::argument)
                .isEqualTo("ofWindows");
        assertThatExceptionOfType(InvalidRolloutException.class)
                .isThrownBy(() -> new TriggerChange(null, null, null, null, 4, null).applyTo(BEFORE))
                .extracting(InvalidRolloutException::argument)
                .isEqualTo("badWindows");
    }

    @Test
    void whatIsLeftOutStays() {
        var change = new TriggerChange(false, 300, null, 250.0, null, null);
        assertThat(change.applyTo(BEFORE))
                .isEqualTo(new Trigger(TriggerMetric.P95, false, Duration.ofMinutes(5), 100, 250, 2, 3));
        assertThat(change.describe()).isEqualTo("not watched, window 300 s, bound 250.0");
    }

    private static void refused(
            String argument,
            @Nullable Boolean watched,
            @Nullable Integer window,
            @Nullable Integer sample,
            @Nullable Double bound,
            @Nullable Integer bad,
            @Nullable Integer of) {
        assertThatExceptionOfType(InvalidRolloutException.class)
                .isThrownBy(() -> new TriggerChange(watched, window, sample, bound, bad, of))
                .extracting(InvalidRolloutException::argument)
                .isEqualTo(argument);
    }
}
