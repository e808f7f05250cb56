package io.eligo.bench.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.text.TextBlock;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Horizontal bars from zero, each with its value.
 *
 * @param subtitle machine, size and date
 * @param bars the values by the name of the group of bars, then by the name of the series, which is the bar's colour; a single series has
 *     an empty name
 */
public record BarChart(String title, String subtitle, String unit, Map<String, Map<String, Double>> bars) {
    private static final int WIDTH = 1_000;
    private static final int BAR_HEIGHT = 24;
    private static final int GROUP_GAP = 20;
    private static final int FRAME = 140;
    // Room for the longest value behind the longest bar.
    private static final double UPPER_MARGIN = 0.12;

    /** Writes {@code out.png} and {@code out.chart.json}. */
    public void write(Path out) throws IOException {
        ChartFiles.writeJson(out, this);
        draw(out);
    }

    void draw(Path out) throws IOException {
        int height = FRAME + bars.size() * (GROUP_GAP + BAR_HEIGHT * barsOfAGroup());
        ChartFiles.writePng(out, title, subtitle, List.of(chart()), 1, WIDTH, height);
    }

    /** With one value in each group, the bar is as wide as the group, whatever its series. */
    private int barsOfAGroup() {
        boolean alone = bars.values().stream().allMatch(values -> values.size() == 1);
        return alone ? 1 : seriesNames().size();
    }

    private Set<String> seriesNames() {
        var names = new LinkedHashSet<String>();
        bars.values().forEach(values -> names.addAll(values.keySet()));
        return names;
    }

    private CategoryDataset dataset() {
        var dataset = new DefaultCategoryDataset();
        for (String series : seriesNames()) {
            bars.forEach((bar, values) -> dataset.addValue(values.get(series), series, bar));
        }
        return dataset;
    }

    private JFreeChart chart() {
        boolean legend = seriesNames().size() > 1;
        JFreeChart chart = ChartFactory.createBarChart(
                null, null, null, dataset(), PlotOrientation.HORIZONTAL, legend, false, false);
        ChartStyle.apply(chart);
        CategoryPlot plot = chart.getCategoryPlot();
        ChartStyle.apply(plot);
        double greatest = bars.values().stream()
                .flatMap(values -> values.values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        plot.setRangeAxis(ChartStyle.linearAxis("", unit, (1 + UPPER_MARGIN) * greatest));
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setRenderer(renderer());
        plot.setDomainAxis(names());
        return chart;
    }

    private CategoryAxis names() {
        var names = new CategoryAxis() {
            private static final long serialVersionUID = 1;

            @Override
            @SuppressWarnings("rawtypes")
            protected TextBlock createLabel(Comparable category, float width, RectangleEdge edge, Graphics2D graphics) {
                TextBlock label = super.createLabel(category, width, edge, graphics);
                label.setLineAlignment(HorizontalAlignment.RIGHT);
                return label;
            }
        };
        names.setTickLabelFont(ChartStyle.TEXT);
        names.setTickLabelPaint(ChartStyle.INK);
        names.setMaximumCategoryLabelLines(2);
        names.setMaximumCategoryLabelWidthRatio(0.45f);
        names.setAxisLineVisible(false);
        names.setTickMarksVisible(false);
        names.setLowerMargin(0.01);
        names.setUpperMargin(0.01);
        names.setCategoryMargin(groupMargin());
        return names;
    }

    /** The share of the axis between the groups. */
    private double groupMargin() {
        double gaps = (double) GROUP_GAP * bars.size();
        return gaps / (gaps + (double) BAR_HEIGHT * barsOfAGroup() * bars.size());
    }

    private BarRenderer renderer() {
        BarRenderer renderer = barsOfAGroup() == 1 ? new StackedBarRenderer() : new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.08);
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelFont(ChartStyle.TEXT);
        renderer.setDefaultItemLabelPaint(ChartStyle.INK);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator() {
            @Override
            public String generateLabel(CategoryDataset dataset, int row, int column) {
                return Figures.format(dataset.getValue(row, column).doubleValue(), unit);
            }
        });
        int series = 0;
        for (Color color : ChartStyle.COLORS) {
            renderer.setSeriesPaint(series++, color);
        }
        return renderer;
    }
}
