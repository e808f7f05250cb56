package io.eligo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final int MINUTES = 50;

    @Test
    void noiseAroundALevelIsNoGrowth() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            assertThat(grew(minute -> 100 + 2 * random.nextGaussian()))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    @Test
    void aLeakUnderNoiseIsGrowth() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            assertThat(grew(minute -> 100 + 0.3 * minute + 4 * random.nextGaussian()))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void peaksAndASawtoothAreNoGrowth() {
        assertThat(grew(minute -> minute % 10 == 9 ? 500 : 100)).isFalse();
        assertThat(grew(minute -> minute >= MINUTES - 3 ? 500 : 100)).isFalse();
        assertThat(grew(minute -> 100 + 6 * (minute % 5))).isFalse();
    }

    @Test
    void aStepThatStaysIsGrowth() {
        for (int step : new int[] {10, 20, 25, 30, 40}) {
            assertThat(grew(minute -> minute < step ? 100 : 120))
                    .as("step at %d", step)
                    .isTrue();
        }
    }

    @Test
    void growthUpToTheAllowedShareOrTheLeastAmountIsNone() {
        assertThat(Growth.of(samples(minute -> 100 + 0.09 * minute), 0.05, 0).grew())
                .isFalse();
        assertThat(Growth.of(samples(minute -> 100 + 0.2 * minute), 0.05, 0).grew())
                .isTrue();
        assertThat(Growth.of(samples(minute -> 100 + 0.2 * minute), 0.05, 20).grew())
                .isFalse();
        assertThat(Growth.of(samples(minute -> 0), 0.05, 0).grew()).isFalse();
    }

    @Test
    void aFallIsNoGrowth() {
        assertThat(grew(minute -> 100 - minute)).isFalse();
    }

    @Test
    void fewerThanSixSamplesAreRejected() {
        List<Double> five = samples(minute -> minute).subList(0, 5);

        assertThatThrownBy(() -> Growth.of(five, 0.05, 0)).hasMessage("5 samples; at least 6 are needed");
    }

    private static boolean grew(IntToDoubleFunction sample) {
        return Growth.of(samples(sample), 0.05, 1).grew();
    }

    private static List<Double> samples(IntToDoubleFunction sample) {
        return IntStream.range(0, MINUTES).mapToDouble(sample).boxed().toList();
    }
}
