package io.eligo.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.rollout.ResolverSwitch;
import io.eligo.rollout.RolloutFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

@ApiTest
class RolloutSwitchTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID VIP = DatasetFixtures.id(901);
    private static final UUID STRANGER = DatasetFixtures.id(900);
    private static final String STATE = "{ enabled share allow deny changedBy reason }";

    @Autowired
    ApiClient apiClient;

    @Autowired
    DatasetLoader tables;

    @Autowired
    SettableClock clock;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ResolverSwitch resolverSwitch;

    @Autowired
    JdbcConnectionDetails database;

    @BeforeEach
    void twoOffers() {
        clock.set(NOW);
        tables.replaceWith(DatasetFixtures.of(
                Map.of(VIP, Map.of(DatasetFixtures.MERCHANT.id(), "Vip")),
                DatasetFixtures.cashback(1, Instant.parse("2026-11-01T00:00:00Z"), "All")));
        rollout.reset();
    }

    @AfterEach
    void switchOn() {
        rollout.reset();
    }

    @Test
    void isSwitchedOffAndOnAndEveryNodeFollowsWithinASecond() {
        assertThat(source(VIP)).isNotEqualTo("legacy");

        JsonNode off = change("enabled: false, reason: \"trying\"").data().path("setRollout");
        assertThat(off.path("enabled").asBoolean()).isFalse();
        assertThat(off.path("share").decimalValue()).isEqualByComparingTo("100");
        assertThat(off.path("reason").asString()).isEqualTo("trying");
        await().until(() -> source(VIP).equals("legacy"));

        change("enabled: true, reason: \"back\"");
        await().until(() -> !source(VIP).equals("legacy"));
        assertThat(jdbc.sql("SELECT target FROM operator_action WHERE action = 'rollout' ORDER BY id DESC LIMIT 2")
                        .query(String.class)
                        .list())
                .containsExactly("on", "off");
    }

    @Test
    void listsDecideForTheirUsersAndKeepNoIdInTheAudit() {
        JsonNode changed = change("share: 0, allow: [\"%s\"], reason: \"first user\"".formatted(VIP))
                .data()
                .path("setRollout");
        assertThat(changed.at("/allow/0").asString()).isEqualTo(VIP.toString());
        await().until(() -> source(STRANGER).equals("legacy"));
        assertThat(source(VIP)).isNotEqualTo("legacy");
        assertThat(jdbc.sql("SELECT target FROM operator_action WHERE action = 'rollout' ORDER BY id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .isEqualTo("0 %, 1 users allowed");

        change("share: 100, allow: [], deny: [\"%s\"], reason: \"the other way\"".formatted(VIP));
        await().until(() -> source(VIP).equals("legacy"));
        assertThat(source(STRANGER)).isNotEqualTo("legacy");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    share: 101, reason: "x" | share | share: a percentage from 0 to 100 with at most two decimal places
                    share: -1, reason: "x" | share | share: a percentage from 0 to 100 with at most two decimal places
                    share: 0.001, reason: "x" | share | share: a percentage from 0 to 100 with at most two decimal places
                    allow: ["00000000-0000-0000-0000-000000000384"], reason: "x" | allow | allow: ids of users with a customer type; unknown: 00000000-0000-0000-0000-000000000384
                    allow: ["me"], reason: "x" | allow | allow: a UUID is needed
                    allow: [], deny: ["x"], reason: "x" | deny | deny: a UUID is needed
                    enabled: false, reason: " " | reason | reason: say why: it is kept in the audit
                    """)
    void namesTheArgumentThatIsNotAccepted(String arguments, String argument, String message) {
        JsonNode error = change(arguments).onlyError();
        assertThat(error.at("/extensions/classification").asString()).isEqualTo("BAD_REQUEST");
        assertThat(error.at("/extensions/argument").asString()).isEqualTo(argument);
        assertThat(error.path("message").asString()).isEqualTo(message);
    }

    @Test
    void refusesAUserInBothListsAShareThatIsNoNumberAndNothingToChange() {
        assertThat(change("allow: [\"%1$s\"], deny: [\"%1$s\"], reason: \"x\"".formatted(VIP))
                        .onlyError()
                        .at("/extensions/argument")
                        .asString())
                .isEqualTo("deny");
        assertThat(change("share: \"x\", reason: \"x\"")
                        .onlyError()
                        .path("message")
                        .asString())
                .contains("share");
        assertThat(change("reason: \"x\"").onlyError().path("message").asString())
                .isEqualTo("nothing to change; accepted: enabled, share, shadowShare, allow, deny");
    }

    @Test
    void refusesListsThatAreTooLongAndTextThatCannotBeStored() {
        List<String> tooMany =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(1_001).toList();
        String document = "mutation ($allow: [ID!]) { setRollout(allow: $allow, reason: \"x\") " + STATE + " }";
        assertThat(apiClient
                        .execute(apiClient.token("operator", "ops:write"), document, Map.of("allow", tooMany))
                        .onlyError()
                        .path("message")
                        .asString())
                .isEqualTo("allow: at most 1000 users");
        assertThat(change("enabled: false, reason: \"a\\u0000b\"")
                        .onlyError()
                        .at("/extensions/argument")
                        .asString())
                .isEqualTo("reason");
        assertThat(change("enabled: false, reason: \"" + "x".repeat(1_001) + "\"")
                        .onlyError()
                        .at("/extensions/argument")
                        .asString())
                .isEqualTo("reason");
        assertThat(source(VIP)).isNotEqualTo("legacy");
    }

    @Test
    void needsTheScopes() {
        for (String scope : List.of("", "ops:read", "offers:any", "catalog:write")) {
            assertThat(ask(scope, "mutation { setRollout(enabled: false, reason: \"x\") { enabled } }")
                            .onlyError()
                            .at("/extensions/classification")
                            .asString())
                    .isEqualTo("FORBIDDEN");
        }
        assertThat(ask("", "{ rollout { enabled } }")
                        .onlyError()
                        .at("/extensions/classification")
                        .asString())
                .isEqualTo("FORBIDDEN");
        assertThat(ask("ops:read", "{ rollout " + STATE + " }")
                        .data()
                        .at("/rollout/enabled")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aChangeIsVisibleOnTheQueryTimePathAsSoonAsItIsCommitted() {
        change("enabled: false, reason: \"x\"");
        await().until(() -> source(VIP).equals("legacy"));
        String token = jdbc.sql("""
                WITH changed AS (UPDATE merchant SET business_name = 'Renamed' RETURNING id)
                SELECT DISTINCT 'v1.' || pg_current_xact_id() FROM changed
                """).query(String.class).single();
        ApiClient.ApiResponse answer = apiClient.send(
                apiClient.token(VIP.toString(), ""),
                "/graphql",
                request -> request.header("Content-Type", "application/json")
                        .header("Eligo-Freshness", token)
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{\"query\":\"{ offers { edges { node { merchant { name } } } } }\"}")));
        assertThat(answer.data().at("/offers/edges/0/node/merchant/name").asString())
                .isEqualTo("Renamed");
        assertThat(answer.body().at("/extensions/freshness/arrived").asBoolean())
                .isTrue();
        assertThat(answer.body().at("/extensions/freshness/source").asString()).isEqualTo("legacy");
        assertThat(Instant.parse(answer.body().at("/extensions/freshness/asOf").asString()))
                .isBefore(Instant.now().plusSeconds(5));
    }

    @Test
    void worksWhereTheCatalogueCannotBeRefreshed() throws SQLException {
        var health = new OffersHealth(resolverSwitch, () -> Health.down().build());
        assertThat(health.health()).extracting(Health::getStatus).isEqualTo(Status.DOWN);
        try (Connection lock = new DriverManagerDataSource(
                        database.getJdbcUrl(),
                        String.valueOf(database.getUsername()),
                        String.valueOf(database.getPassword()))
                .getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE catalog_change IN ACCESS EXCLUSIVE MODE");

            change("enabled: false, reason: \"the catalogue hangs\"");

            await().until(() -> source(VIP).equals("legacy"));
            assertThat(apiClient
                            .execute(VIP, "{ offers { edges { node { id } } } }")
                            .data()
                            .at("/offers/edges"))
                    .hasSize(1);
            assertThat(health.health()).extracting(Health::getStatus).isEqualTo(Status.UP);
            lock.rollback();
        }
    }

    private ApiClient.ApiResponse change(String arguments) {
        return ask("ops:write", "mutation { setRollout(" + arguments + ") " + STATE + " }");
    }

    private ApiClient.ApiResponse ask(String scope, String document) {
        return apiClient.execute(apiClient.token("operator", scope), document, Map.of());
    }

    private String source(UUID user) {
        return apiClient
                .execute(user, "{ offers { edges { node { id } } } }")
                .body()
                .at("/extensions/freshness/source")
                .asString();
    }
}
