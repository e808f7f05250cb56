package io.eligo.bench.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Pictures and their descriptions as files; {@code ops/bench/plot} is described there. */
public final class ChartFiles {
    static final String JSON = ".chart.json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    // For screens with two pixels a point.
    private static final int SCALE = 2;
    private static final int MARGIN = 16;
    private static final int HEADING = 64;

    private ChartFiles() {}

    public static void main(String... files) throws IOException {
        if (files.length == 0) {
            System.err.println("accepted: FILE%s ...".formatted(JSON));
            System.exit(2);
        }
        for (String file : files) {
            if (!file.endsWith(JSON) || !Files.isReadable(Path.of(file))) {
                System.err.println("accepted: readable files whose names end with %s, not %s".formatted(JSON, file));
                System.exit(2);
            }
            Path out = Path.of(file.substring(0, file.length() - JSON.length()));
            JsonNode chart = MAPPER.readTree(Path.of(file));
            if (chart.has("bars")) {
                MAPPER.treeToValue(chart, BarChart.class).draw(out);
            } else {
                MAPPER.treeToValue(chart, LineChart.class).draw(out);
            }
            System.out.println(out + ".png");
        }
    }

    static void writeJson(Path out, Object chart) {
        MAPPER.writeValue(Path.of(out + JSON), chart);
    }

    /** The charts in rows of {@code columns}, under a heading. */
    static void writePng(
            Path out, String title, String subtitle, List<JFreeChart> charts, int columns, int width, int height)
            throws IOException {
        var image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        write(graphics, title, ChartStyle.TITLE, ChartStyle.INK, 30, width);
        write(graphics, subtitle, ChartStyle.SUBTITLE, ChartStyle.FAINT, 52, width);
        int rows = (charts.size() + columns - 1) / columns;
        double cellWidth = (double) width / columns;
        double cellHeight = (double) (height - HEADING) / rows;
        for (int i = 0; i < charts.size(); i++) {
            double left = i % columns * cellWidth;
            double top = HEADING + (i / columns) * cellHeight;
            charts.get(i).draw(graphics, new Rectangle2D.Double(left, top, cellWidth, cellHeight));
        }
        graphics.dispose();
        ImageIO.write(image, "png", Path.of(out + ".png").toFile());
    }

    /** In a smaller font if the line would not fit. */
    private static void write(Graphics2D graphics, String line, Font font, Color color, int bottom, int width) {
        double room = width - 2.0 * MARGIN;
        double needed = graphics.getFontMetrics(font).stringWidth(line);
        graphics.setFont(needed > room ? font.deriveFont((float) (font.getSize() * room / needed)) : font);
        graphics.setColor(color);
        graphics.drawString(line, MARGIN, bottom);
    }
}
