package io.eligo.report;

import io.eligo.report.measurement.MeasureUnit;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The axis of a chart's values, from 0.
 *
 * @param ticks round numbers; the last is the top
 */
record ValueAxis(List<Double> ticks) {
    private static final int INTERVALS = 4;
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};
    private static final double LEAST_SECONDS = 0.000_01;

    ValueAxis {
        ticks = List.copyOf(ticks);
    }

    static ValueAxis upTo(double highest, MeasureUnit unit) {
        double step = step(highest, unit);
        int intervals = (int) Math.max(1, Math.ceil(highest / step - 1e-9));
        return new ValueAxis(
                IntStream.rangeClosed(0, intervals).mapToObj(i -> i * step).toList());
    }

    private static double step(double highest, MeasureUnit unit) {
        double least = unit == MeasureUnit.COUNT ? 1 : unit == MeasureUnit.RATIO ? 0.25 : LEAST_SECONDS;
        double raw = highest / INTERVALS;
        if (unit == MeasureUnit.RATIO || raw <= least) {
            return least;
        }
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        return DoubleStream.of(ROUND)
                .map(round -> round * power)
                .filter(round -> round >= raw * (1 - 1e-9))
                // 2.5 events are no round number.
                .filter(round -> unit != MeasureUnit.COUNT || round == Math.rint(round))
                .findFirst()
                .orElse(10 * power);
    }

    double top() {
        return ticks.get(ticks.size() - 1);
    }
}
