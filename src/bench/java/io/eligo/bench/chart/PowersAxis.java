package io.eligo.bench.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis with ticks at 1, 2 and 5 times the powers of ten, or at the powers alone where these would be too many. */
final class PowersAxis extends LogAxis {
    private static final long serialVersionUID = 1;
    private static final int MOST_TICKS = 10;
    private static final double[] ALL = {1, 2, 5};
    private static final double[] POWERS = {1};

    private final String unit;

    PowersAxis(String label, String unit) {
        super(label);
        this.unit = unit;
        ChartStyle.apply(this);
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
        boolean vertical = RectangleEdge.isLeftOrRight(edge);
        List<Double> values = values(ALL);
        if (values.size() > MOST_TICKS) {
            values = values(POWERS);
        }
        return values.stream()
                .map(value -> new NumberTick(
                        value,
                        Figures.format(value, unit),
                        vertical ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER,
                        TextAnchor.CENTER,
                        0))
                .toList();
    }

    private List<Double> values(double[] mantissas) {
        var values = new ArrayList<Double>();
        int least = (int) Math.floor(Math.log10(getLowerBound()));
        int greatest = (int) Math.ceil(Math.log10(getUpperBound()));
        for (int exponent = least; exponent <= greatest; exponent++) {
            for (double mantissa : mantissas) {
                double value = mantissa * Math.pow(10, exponent);
                if (getRange().contains(value)) {
                    values.add(value);
                }
            }
        }
        return values;
    }
}
