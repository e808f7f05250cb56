package io.eligo.bench.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Lines over a common horizontal axis, in one panel or several side by side.
 *
 * @param subtitle machine, size and date
 * @param across the label of the horizontal axis, with its unit
 * @param logarithmic both axes: linear growth is then a straight line of slope one; otherwise both begin at zero
 */
public record LineChart(String title, String subtitle, String across, boolean logarithmic, List<Panel> panels) {
    private static final int MOST_IN_A_COLUMN = 3;
    private static final int MOST_IN_TWO_COLUMNS = 4;
    private static final int MOST_COLUMNS = 3;
    private static final int MANY_POINTS = 40;

    /**
     * @param unit the unit of the vertical axis
     * @param lines the points, {@code [x, y]}, by the name of the line
     */
    public record Panel(String title, String unit, Map<String, List<List<Double>>> lines) {}

    /** Writes {@code out.png} and {@code out.chart.json}. */
    public void write(Path out) throws IOException {
        ChartFiles.writeJson(out, this);
        draw(out);
    }

    void draw(Path out) throws IOException {
        double greatest = panels.stream()
                .flatMap(panel -> panel.lines().values().stream())
                .flatMap(List::stream)
                .mapToDouble(point -> point.get(0))
                .max()
                .orElse(1);
        List<JFreeChart> charts =
                panels.stream().map(panel -> chart(panel, greatest)).toList();
        int columns = columns();
        int rows = (panels.size() + columns - 1) / columns;
        int width = columns == MOST_COLUMNS ? 1_300 : 1_000;
        ChartFiles.writePng(out, title, subtitle, charts, columns, width, panels.size() == 1 ? 640 : 80 + 250 * rows);
    }

    private int columns() {
        if (panels.size() <= MOST_IN_A_COLUMN) {
            return 1;
        }
        return panels.size() <= MOST_IN_TWO_COLUMNS ? 2 : MOST_COLUMNS;
    }

    private JFreeChart chart(Panel panel, double greatest) {
        var lines = new XYSeriesCollection();
        panel.lines().forEach((name, points) -> {
            var line = new XYSeries(name);
            points.forEach(point -> line.add(point.get(0), point.get(1)));
            lines.addSeries(line);
        });
        JFreeChart chart = ChartFactory.createXYLineChart(null, null, null, lines);
        if (panel.lines().size() == 1) {
            chart.removeLegend();
        }
        ChartStyle.apply(chart);
        if (!panel.title().isEmpty()) {
            var heading = new TextTitle(panel.title(), ChartStyle.TEXT);
            heading.setPaint(ChartStyle.INK);
            chart.setTitle(heading);
        }
        XYPlot plot = chart.getXYPlot();
        ChartStyle.apply(plot);
        plot.setDomainAxis(axis(across, "", 1.02 * greatest));
        plot.setRangeAxis(axis("", panel.unit(), 1.1 * lines.getRangeUpperBound(false)));
        plot.setRenderer(renderer(panel));
        return chart;
    }

    private ValueAxis axis(String label, String unit, double greatest) {
        return logarithmic ? new PowersAxis(label, unit) : ChartStyle.linearAxis(label, unit, greatest);
    }

    private static XYLineAndShapeRenderer renderer(Panel panel) {
        boolean marked = panel.lines().values().stream().allMatch(points -> points.size() < MANY_POINTS);
        var renderer = new XYLineAndShapeRenderer(true, marked);
        int series = 0;
        for (Color color : ChartStyle.COLORS) {
            renderer.setSeriesPaint(series, color);
            renderer.setSeriesStroke(series, new BasicStroke(2));
            renderer.setSeriesShape(series, new Ellipse2D.Double(-3, -3, 6, 6));
            series++;
        }
        return renderer;
    }
}
