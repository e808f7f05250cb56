package io.eligo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.feed.DatasetFixtures;
import io.eligo.feed.DatasetLoader;
import io.eligo.feed.SettableClock;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ApiTest
class OffersScriptTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    // Modules of k6 that answer each request with the same page, and a program that prints the script's options and
    // request.
    private static final Map<String, String> FILES = Map.of(
            "node_modules/k6/package.json",
            """
            {"type": "module", "exports": {".": "./k6.js", "./http": "./http.js", "./data": "./data.js", "./metrics": "./metrics.js"}}
            """,
            "node_modules/k6/k6.js",
            """
            export const checks = {};
            export const sleep = (seconds) => { checks.sleep = seconds; };
            export const check = (response, all) => Object.entries(all).map(([name, holds]) => checks[name] = holds(response)).every(Boolean);
            """,
            "node_modules/k6/http.js",
            """
            export const requests = [];
            const answer = { status: 200, timings: { duration: 1 }, json: () => ({ data: { offers: { edges: [] } } }) };
            export default { post: (url, body, params) => { requests.push({ url, body, headers: params.headers }); return answer; } };
            """,
            "node_modules/k6/data.js",
            "export function SharedArray(name, load) { return load(); }",
            "node_modules/k6/metrics.js",
            """
            export const rates = {};
            export class Rate { constructor(name) { this.name = name; } add(value) { rates[this.name] = value; } }
            """,
            "print.mjs",
            """
            globalThis.__ENV = { TOKENS: 'tokens.txt', URL: 'http://node:8080' };
            globalThis.open = (path) => path === 'tokens.txt' ? 'one-token\\n\\n' : undefined;
            const { requests } = await import('k6/http');
            const { checks } = await import('k6');
            const { rates } = await import('k6/metrics');
            const script = await import('./offers.mjs');
            script.default();
            console.log(JSON.stringify({ options: script.options, request: requests[0], checks, rates }));
            """);

    @Autowired
    ApiClient api;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @BeforeEach
    void twoOffersForAllUsers() {
        clock.set(NOW);
        tables.replaceWith(DatasetFixtures.twoOffersForAllUsers(NOW.minusSeconds(60)));
    }

    @Test
    void theQueryGetsAPageOfOffers() {
        assertPage(JSON.writeValueAsString(Map.of("query", K6Script.read().query())));
    }

    @Test
    void theStagesAndTheTargetAreThoseOfTheDesign() {
        K6Script script = K6Script.read();

        assertThat(script.stages())
                .containsExactly(
                        new K6Script.Stage(Duration.ofMinutes(1), 100),
                        new K6Script.Stage(Duration.ofMinutes(3), 100),
                        new K6Script.Stage(Duration.ofMinutes(1), 1_000),
                        new K6Script.Stage(Duration.ofMinutes(5), 1_000));
        assertThat(script.p95Millis()).isEqualTo(100);
    }

    /** By Node.js, with modules in place of k6's. */
    @Test
    void theScriptSendsARequestThatTheServerAnswers(@TempDir Path folder) throws Exception {
        JsonNode printed = runByNode(folder);

        JsonNode request = printed.path("request");
        assertThat(request.path("url").asString()).isEqualTo("http://node:8080/graphql");
        assertThat(request.at("/headers/Authorization").asString()).isEqualTo("Bearer one-token");
        assertThat(request.at("/headers/Content-Type").asString()).isEqualTo("application/json");
        assertPage(request.path("body").asString());
        assertThat(printed.at("/checks/has offers and no errors").asBoolean()).isTrue();
        assertThat(printed.at("/rates/graphql_errors").asBoolean(true)).isFalse();
        assertThat(printed.at("/options/thresholds/http_req_duration/0").asString())
                .isEqualTo("p(95)<100");
        assertThat(printed.at("/options/stages")
                        .valueStream()
                        .map(stage -> stage.path("duration").asString() + " "
                                + stage.path("target").asInt()))
                .containsExactlyElementsOf(K6Script.read().stages().stream()
                        .map(stage -> stage.duration().toMinutes() + "m " + stage.users())
                        .toList());
    }

    private void assertPage(String body) {
        ApiClient.ApiResponse page = api.post(api.token(UUID.randomUUID().toString(), ""), body);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body().has("errors")).isFalse();
        assertThat(page.data()
                        .at("/offers/edges")
                        .valueStream()
                        .map(edge -> edge.at("/node/name").asString()))
                .containsExactly("cashback 2", "cashback 1");
    }

    private static JsonNode runByNode(Path folder) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "node"))),
                "Node.js is not installed, so ops/load/offers.js is not run; Debian's package nodejs has it");
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.copy(K6Script.FILE, folder.resolve("offers.mjs"));
        Process node = new ProcessBuilder(List.of("node", "print.mjs"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as("%s", output).isZero();
        return JSON.readTree(output);
    }
}
