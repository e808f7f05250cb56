package io.eligo.load;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Whether a quantity grew, by its samples at equal intervals: more than {@code allowed} is the median of the last third minus that of the
 * first third, or the growth by the trend, which is the median of the slopes between all pairs of samples. The medians of the thirds find
 * a step that stays, the trend finds a slow leak. Neither is changed by peaks, nor by ups and downs that are short compared with a third.
 *
 * @param first median of the first third
 * @param last median of the last third
 * @param trend growth from the first sample to the last, by the median slope
 * @param allowed growth that counts as none
 */
public record Growth(double first, double last, double trend, double allowed) {
    /** So that each third has two samples. */
    public static final int LEAST_SAMPLES = 6;

    /** @param share of the first third's median that is allowed, if that is more than {@code least} */
    public static Growth of(List<Double> samples, double share, double least) {
        if (samples.size() < LEAST_SAMPLES) {
            throw new IllegalArgumentException(
                    "%d samples; at least %d are needed".formatted(samples.size(), LEAST_SAMPLES));
        }
        int third = samples.size() / 3;
        double first = median(samples.subList(0, third).stream().mapToDouble(Double::doubleValue));
        double last = median(
                samples.subList(samples.size() - third, samples.size()).stream().mapToDouble(Double::doubleValue));
        double trend = (samples.size() - 1) * median(slopes(samples));
        return new Growth(first, last, trend, Math.max(share * Math.abs(first), least));
    }

    public boolean grew() {
        return last - first > allowed || trend > allowed;
    }

    private static DoubleStream slopes(List<Double> samples) {
        return IntStream.range(0, samples.size())
                .boxed()
                .flatMapToDouble(from -> IntStream.range(from + 1, samples.size())
                        .mapToDouble(to -> (samples.get(to) - samples.get(from)) / (to - from)));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
