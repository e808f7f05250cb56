package io.eligo.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The dashboards in {@code ops/dashboards}: Grafana can load them, and each query names metrics that a node has. */
class DashboardsTest {
    private static final String DATASOURCE = "${datasource}";

    /** Of Grafana's units, those that occur. */
    private static final Set<String> UNITS = Set.of("bytes", "none", "ops", "percentunit", "reqps", "s", "short");

    private static final int WIDTH = 24;
    private static final Pattern DASHBOARD_NAME = Pattern.compile("\\*(Eligo: \\w+)\\*");

    @Test
    void haveWhatGrafanaRequires() throws IOException {
        assertThat(Dashboards.readAll()).isNotEmpty().allSatisfy(dashboard -> {
            assertThat(dashboard.path("schemaVersion").intValue()).isGreaterThanOrEqualTo(36);
            assertThat(dashboard.path("title").stringValue("")).startsWith("Eligo: ");
            assertThat(dashboard.path("uid").stringValue("")).matches("[a-z-]{1,40}");
            assertThat(dashboard.path("time").path("from").isString()).isTrue();
            assertThat(dashboard
                            .path("templating")
                            .path("list")
                            .get(0)
                            .path("name")
                            .stringValue(""))
                    .isEqualTo("datasource");
            assertThat(dashboard
                            .path("templating")
                            .path("list")
                            .get(0)
                            .path("type")
                            .stringValue(""))
                    .isEqualTo("datasource");
            assertThat(Dashboards.panels(dashboard))
                    .extracting(panel -> panel.path("id").intValue())
                    .doesNotContain(0)
                    .doesNotHaveDuplicates();
            assertThat(Dashboards.charts(dashboard)).isNotEmpty().allSatisfy(DashboardsTest::requireChart);
        });
        assertThat(Dashboards.readAll())
                .extracting(dashboard -> dashboard.path("uid").stringValue(""))
                .doesNotHaveDuplicates();
    }

    private static void requireChart(JsonNode panel) {
        String title = panel.path("title").stringValue("");
        assertThat(title).isNotBlank();
        assertThat(panel.path("type").stringValue("")).as(title).isIn("timeseries", "stat", "table");
        assertThat(panel.path("description").stringValue(""))
                .as("the question that %s answers", title)
                .contains("?");
        assertThat(panel.path("fieldConfig").path("defaults").path("unit").stringValue(""))
                .as(title)
                .isIn(UNITS);
        assertThat(panel.path("datasource").path("uid").stringValue(""))
                .as(title)
                .isEqualTo(DATASOURCE);
        assertThat(panel.path("targets").values().stream().toList())
                .as(title)
                .isNotEmpty()
                .allSatisfy(target -> {
                    assertThat(target.path("datasource").path("uid").stringValue(""))
                            .isEqualTo(DATASOURCE);
                    assertThat(target.path("expr").stringValue("")).isNotBlank();
                    assertThat(target.path("legendFormat").stringValue("")).isNotBlank();
                });
        assertThat(panel.path("targets").values().stream()
                        .map(target -> target.path("refId").stringValue("")))
                .as(title)
                .doesNotHaveDuplicates();
    }

    @Test
    void panelsDoNotOverlap() throws IOException {
        for (JsonNode dashboard : Dashboards.readAll()) {
            var taken = new TreeSet<String>();
            for (JsonNode panel : Dashboards.panels(dashboard)) {
                JsonNode position = panel.path("gridPos");
                int x = position.path("x").intValue(-1);
                int y = position.path("y").intValue(-1);
                int right = x + position.path("w").intValue(0);
                int bottom = y + position.path("h").intValue(0);
                String name = dashboard.path("title").stringValue("") + ", "
                        + panel.path("title").stringValue("");
                assertThat(x >= 0 && y >= 0 && right > x && bottom > y && right <= WIDTH)
                        .as(name)
                        .isTrue();
                for (int row = y; row < bottom; row++) {
                    for (int column = x; column < right; column++) {
                        assertThat(taken.add(row + " " + column)).as(name).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void theOverviewBeginsWithTheFiveFiguresOfTheDesign() throws IOException {
        JsonNode overview = Dashboards.read("overview.json");
        assertThat(Dashboards.charts(overview).stream()
                        .limit(5)
                        .map(panel -> panel.path("title").stringValue("")))
                .containsExactly(
                        "Query latency", "Cache hit rate", "Queue depth", "Computation time", "Database query count");
    }

    @Test
    void useOnlyMetricsThatANodeHas() throws IOException {
        KnownMetrics known = KnownMetrics.read();
        for (JsonNode dashboard : Dashboards.readAll()) {
            for (JsonNode panel : Dashboards.charts(dashboard)) {
                for (JsonNode target : panel.path("targets")) {
                    assertThat(known.findUnknown(target.path("expr").stringValue("")))
                            .as("%s, %s", dashboard.path("title"), panel.path("title"))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void prometheusAcceptsTheQueries(@TempDir Path folder) throws Exception {
        var rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
        int number = 0;
        for (String query : Dashboards.queries()) {
            String valid = query.replace("$__rate_interval", "1m").replace("'", "''");
            rules.append("      - {record: query_%d, expr: '%s'}\n".formatted(++number, valid));
        }
        Promtool.run(List.of("check", "rules"), List.of(Files.writeString(folder.resolve("queries.yml"), rules)));
    }

    @Test
    void everyMetricOfTheDocumentIsOnADashboard() throws IOException {
        Stream<String> shown = Dashboards.queries().stream()
                .flatMap(query -> PromQuery.parse(query).selectors().stream())
                .map(selector -> selector.metric().replaceAll("_(bucket|count|sum)$", ""));
        assertThat(shown).containsAll(KnownMetrics.documented());
    }

    @Test
    void runbooksNameDashboardsThatExist() throws IOException {
        List<String> titles = Dashboards.readAll().stream()
                .map(dashboard -> dashboard.path("title").stringValue(""))
                .toList();
        String runbook = Files.readString(Path.of("ops/runbooks/alerts.md"));
        assertThat(DASHBOARD_NAME.matcher(runbook).results().map(name -> name.group(1)))
                .isNotEmpty()
                .isSubsetOf(titles);
    }
}
