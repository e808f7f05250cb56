package io.eligo.demodata;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Draws numbers from 0 to n - 1 with the given weights. */
final class WeightedSampler {
    private final double[] sums;

    WeightedSampler(int n, IntToDoubleFunction weight) {
        this.sums = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += weight.applyAsDouble(i);
            sums[i] = sum;
        }
    }

    int sample(SeededRandom random) {
        double drawn = random.nextDouble() * sums[sums.length - 1];
        int found = Arrays.binarySearch(sums, drawn);
        return Math.min(found >= 0 ? found + 1 : -found - 1, sums.length - 1);
    }
}
