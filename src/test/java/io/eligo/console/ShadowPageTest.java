package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rollout.shadow.ShadowCases;
import io.eligo.rollout.shadow.ShadowFindings;
import io.eligo.rollout.shadow.WrongAnswer;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Wrong answers in the console, as a document, and over GraphQL. */
@EligoTest
class ShadowPageTest {
    private static final UUID USER = new UUID(9, 1);
    private static final String PAGE = "/console/rollout/shadow";

    @LocalServerPort
    int port;

    @Autowired
    DevTokens tokens;

    @Autowired
    ShadowCases cases;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void noCases() {
        jdbc.sql("DELETE FROM shadow_case").update();
    }

    @Test
    void theListShowsEachCaseAndLeadsToBothAnswers() {
        assertThat(get(PAGE).body()).contains("No wrong answers");
        long id = record(USER);
        assertThat(get(PAGE).body()).contains(PAGE + "/" + id, "node catalog", "confirmed", "precomputed path");
        assertThat(get(PAGE + "/" + id).body())
                .contains(
                        "Ten percent",
                        "missing in query-time",
                        "the query-time resolver is right",
                        "the catalogue in the memory of the node does not match the tables",
                        "It is active",
                        USER.toString());
        assertThat(get(PAGE + "/" + record(null)).body()).contains("a user without customer types");
    }

    @Test
    void aCaseIsExportedAsAJsonDocument() {
        HttpResponse<String> export = get(PAGE + "/" + record(USER) + ".json");
        assertThat(export.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        JsonNode document = JsonMapper.shared().readTree(export.body());
        assertThat(document.at("/user").asString()).isEqualTo(USER.toString());
        assertThat(document.at("/finding/precomputed/offers/0/name").asString()).isEqualTo("Ten percent");
        assertThat(document.at("/finding/differences/0/faults/0").asString()).isEqualTo("NODE_CATALOG");
    }

    @Test
    void anUnknownOrMalformedIdIsNamed() {
        for (String id : new String[] {"1", "x", "9223372036854775808", "1.json"}) {
            HttpResponse<String> page = get(PAGE + "/" + id);
            assertThat(page.statusCode()).as(id).isEqualTo(400);
            assertThat(page.body()).as(id).contains("id");
        }
    }

    @Test
    void graphQlListsCasesWithTheScopeOnly() throws Exception {
        long id = record(USER);
        String document =
                "{ shadowCases(first: 5) { pageInfo { hasNextPage } edges { node { id userId seen query at servedBy confirmation document differences { offerId name fields faults correct unmet { description reasons } } } } } }";
        JsonNode answer = graphQl("ops:read", document);
        assertThat(answer.has("errors")).as("%s", answer).isFalse();
        JsonNode node = answer.at("/data/shadowCases/edges/0/node");
        assertThat(node.at("/id").asString()).isEqualTo(String.valueOf(id));
        assertThat(node.at("/userId").asString()).isEqualTo(USER.toString());
        assertThat(node.at("/servedBy").asString()).isEqualTo("PRECOMPUTED");
        assertThat(node.at("/confirmation").asString()).isEqualTo("CONFIRMED");
        assertThat(node.at("/differences/0/faults/0").asString()).isEqualTo("NODE_CATALOG");
        assertThat(node.at("/differences/0/unmet/0/description").asString()).isEqualTo("It is active");
        assertThat(node.at("/document").asString()).contains("queryTime");
        assertThat(graphQl("", document)
                        .at("/errors/0/extensions/classification")
                        .asString())
                .isEqualTo("FORBIDDEN");
        assertThat(graphQl("ops:read", "{ shadowCases(first: 101) { edges { node { id } } } }")
                        .at("/errors/0/extensions/argument")
                        .asString())
                .isEqualTo("first");
        assertThat(graphQl("ops:read", "{ shadowCases(after: \"x\") { edges { node { id } } } }")
                        .at("/errors/0/extensions/argument")
                        .asString())
                .isEqualTo("after");
    }

    private long record(@Nullable UUID user) {
        WrongAnswer finding = ShadowFindings.of("Duka", new UUID(3, 1));
        return Objects.requireNonNull(
                        new TransactionTemplate(transactions).execute(status -> cases.record(user, finding)))
                .orElseThrow();
    }

    private HttpResponse<String> get(String path) {
        return ConsoleClient.of(port, tokens, "ops:read").get(path);
    }

    private JsonNode graphQl(String scope, String document) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/graphql"))
                .header("Authorization", "Bearer " + tokens.token("ops-ann", scope))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        JsonMapper.shared().writeValueAsString(Map.of("query", document))))
                .build();
        return JsonMapper.shared()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
