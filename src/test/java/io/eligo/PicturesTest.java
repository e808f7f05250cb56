package io.eligo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pictures of {@code docs/benchmarks.md}, by the descriptions from which {@code ops/bench/plot} has drawn them. */
class PicturesTest {
    private static final Path BENCHMARKS = Path.of("docs/benchmarks.md");
    private static final Path IMAGES = Path.of("docs/images");
    private static final String DESCRIPTION = ".chart.json";

    @Test
    void showOnlyFiguresOfTheDocument() throws IOException {
        Set<String> cells = MarkdownTables.read(BENCHMARKS).stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        for (Path description : descriptions()) {
            JsonNode chart = new JsonMapper().readTree(description);
            String unit = chart.path("unit").asString();
            List<String> shown = chart.path("bars")
                    .valueStream()
                    .flatMap(JsonNode::valueStream)
                    .map(value -> text(value.asDouble(), unit))
                    .toList();
            assertThat(shown)
                    .as("%s", description)
                    .isNotEmpty()
                    .allSatisfy(figure -> assertThat(cells).contains(figure));
        }
    }

    @Test
    void standInTheDocument() throws IOException {
        String document = Files.readString(BENCHMARKS);
        for (Path description : descriptions()) {
            String picture = description.getFileName().toString().replace(DESCRIPTION, ".png");
            assertThat(IMAGES.resolve(picture)).exists();
            assertThat(document).contains("](images/%s)".formatted(picture));
        }
    }

    private static List<Path> descriptions() throws IOException {
        try (var files = Files.list(IMAGES)) {
            List<Path> descriptions = files.filter(file -> file.toString().endsWith(DESCRIPTION))
                    .sorted()
                    .toList();
            assertThat(descriptions).isNotEmpty();
            return descriptions;
        }
    }

    private static String text(double value, String unit) {
        String number =
                new DecimalFormat("#,##0.########", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
        return unit.startsWith("/") ? number + unit : number + " " + unit;
    }
}
