package io.eligo.bench.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** Colours, fonts and axes of all pictures: dark text on white, colours that colour-blind readers can distinguish (Okabe and Ito). */
final class ChartStyle {
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 19);
    static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Color INK = new Color(0x222222);
    static final Color FAINT = new Color(0x666666);
    static final Color GRID = new Color(0xdddddd);
    static final List<Color> COLORS = List.of(
            new Color(0x0072b2),
            new Color(0xe69f00),
            new Color(0x009e73),
            new Color(0xd55e00),
            new Color(0xcc79a7),
            new Color(0x56b4e9),
            new Color(0x7f7f7f),
            new Color(0x8c564b),
            new Color(0x000000));

    private static final double[] STEPS = {1, 2, 5, 10};
    private static final int MOST_TICKS = 7;

    private ChartStyle() {}

    static void apply(JFreeChart chart) {
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(4, 10, 8, 24));
        if (chart.getLegend() != null) {
            chart.getLegend().setItemFont(TEXT);
            chart.getLegend().setItemPaint(INK);
            chart.getLegend().setFrame(BlockBorder.NONE);
            chart.getLegend().setBackgroundPaint(Color.WHITE);
            chart.getLegend().setPosition(RectangleEdge.TOP);
        }
    }

    static void apply(CategoryPlot plot) {
        apply((Plot) plot);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setDomainGridlinesVisible(false);
    }

    static void apply(XYPlot plot) {
        apply((Plot) plot);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setDomainGridlineStroke(new BasicStroke(1));
    }

    private static void apply(Plot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
    }

    /** An axis from zero to {@code greatest}, with some ticks, each with the unit. */
    static NumberAxis linearAxis(String label, String unit, double greatest) {
        var axis = new NumberAxis(label);
        axis.setRange(0, greatest > 0 ? greatest : 1);
        axis.setTickUnit(new NumberTickUnit(step(axis.getUpperBound())) {
            private static final long serialVersionUID = 1;

            @Override
            public String valueToString(double value) {
                return Figures.format(value, unit);
            }
        });
        return apply(axis);
    }

    /** 1, 2 or 5 times a power of ten. */
    private static double step(double greatest) {
        double power = Math.pow(10, Math.floor(Math.log10(greatest / MOST_TICKS)));
        for (double step : STEPS) {
            if (greatest / (step * power) <= MOST_TICKS) {
                return step * power;
            }
        }
        throw new IllegalStateException("no step up to " + greatest);
    }

    static <T extends ValueAxis> T apply(T axis) {
        axis.setTickLabelFont(TEXT);
        axis.setTickLabelPaint(FAINT);
        axis.setLabelFont(TEXT);
        axis.setLabelPaint(INK);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }
}
