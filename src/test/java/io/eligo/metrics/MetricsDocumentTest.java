package io.eligo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.platform.Role;
import io.eligo.platform.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/operations.md} has the table of all metrics as they are defined. {@code -Ddocs.update=true} writes it instead of
 * comparing it.
 */
class MetricsDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/operations.md");
    private static final String BEGIN = "<!-- metrics -->\n";
    private static final String END = "<!-- end of metrics -->";

    private static final int MAX_SERIES = 200;

    @Test
    void theTableIsWhatIsDefined() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END, begin);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + table() + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(table());
        }
    }

    @Test
    void noMetricHasManySeries() {
        assertThat(MetricDefinition.values())
                .allSatisfy(metric -> assertThat(metric.labels().stream()
                                .mapToInt(label -> label.values().size())
                                .reduce(1, (a, b) -> a * b))
                        .as("series of %s", metric)
                        .isLessThanOrEqualTo(MAX_SERIES));
    }

    private static String table() {
        var table = new StringBuilder("| metric | type | labels | on nodes with the role | over nodes | meaning |\n")
                .append("| --- | --- | --- | --- | --- | --- |\n");
        for (MetricDefinition metric : MetricDefinition.values()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %s | %s | %s |\n",
                    PrometheusNames.of(metric),
                    word(metric.type()),
                    labels(metric),
                    roles(metric),
                    word(metric.aggregation()),
                    metric.help()));
        }
        return table.toString();
    }

    private static String labels(MetricDefinition metric) {
        return metric.labels().isEmpty()
                ? "–"
                : metric.labels().stream()
                        .map(label -> String.format(
                                Locale.ROOT,
                                "`%s`: %s",
                                label.name(),
                                label.values().stream()
                                        .map(value -> '`' + value + '`')
                                        .collect(Collectors.joining(", "))))
                        .collect(Collectors.joining("<br>"));
    }

    private static String roles(MetricDefinition metric) {
        Role[] all = Role.values();
        return metric.roles().size() == all.length
                ? "all"
                : Arrays.stream(all)
                        .filter(metric.roles()::contains)
                        .map(Roles::nameOf)
                        .collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
