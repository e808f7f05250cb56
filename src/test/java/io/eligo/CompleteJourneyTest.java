package io.eligo;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.catalog.index.LiveOffers;
import io.eligo.feed.FourWayComparison;
import io.eligo.grants.Grants;
import io.eligo.grants.store.UserGrants;
import io.eligo.jobs.JobResult;
import io.eligo.jobs.JobRunner;
import io.eligo.rollout.RolloutChange;
import io.eligo.rollout.RolloutFixture;
import io.eligo.servers.CompleteJourneyData;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

/** Imports the real data set, runs the jobs, and compares the answers with the expected ones. */
@EligoTest
@TestPropertySource(properties = "eligo.clock=2026-11-22T12:00:00Z")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompleteJourneyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String PAGE = """
            query Page($after: String, $user: ID) {
              offers(first: 100, after: $after, userId: $user) {
                edges { node { id offerType name outlets { id } } }
                pageInfo { hasNextPage endCursor }
              }
            }
            """;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JobRunner jobs;

    @Autowired
    Catalog catalog;

    @Autowired
    Grants grants;

    @Autowired
    DevTokens tokens;

    @Autowired
    FourWayComparison paths;

    @Autowired
    RolloutFixture rollout;

    @Autowired
    PlatformTransactionManager transactions;

    @LocalServerPort
    int port;

    @BeforeAll
    void importAndRebuild(@TempDir Path rejects) {
        assumeTrue(CompleteJourneyData.isPresent(), CompleteJourneyData.MISSING);
        JobResult imported = jobs.run(
                "import", Map.of("dir", CompleteJourneyData.folder().toString(), "reject-dir", rejects.toString()));
        assertThat(imported.isCompleted()).as("%s", imported.errors()).isTrue();
        JobResult rebuilt = jobs.run("full-rebuild", Map.of());
        assertThat(rebuilt.isCompleted()).as("%s", rebuilt.errors()).isTrue();
    }

    @Test
    void everyFeedEqualsTheExpectedAnswers() {
        Map<String, List<String>> expected = expectedOfferIds();
        Map<String, List<String>> actual = new TreeMap<>();
        RestClient service = client("service", "offers:any");
        List<String> users = users();
        for (int i = 0; i < users.size(); i++) {
            String user = users.get(i);
            // Signing a token takes longer than the request, so most users are read by a service.
            List<String> feed = i % 10 == 0 ? feed(client(user, ""), null) : feed(service, user);
            actual.put(user, feed.stream().sorted().toList());
        }
        assertThat(expected.values().stream().mapToInt(List::size).sum()).isEqualTo(30_741);
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void grantedUsersPerOfferEqualTheExpectedCounts() {
        Map<UUID, UserGrants> known = findKnownUsers().stream()
                .collect(toMap(user -> user, user -> grants.get(user).grants()));
        assertThat(known).hasSize(2_404);
        var actual = new HashMap<String, String>();
        CatalogSnapshot snapshot = catalog.current().snapshot();
        LiveOffers live = snapshot.liveOffers(NOW);
        for (int position = 0; position < snapshot.size(); position++) {
            CatalogOffer offer = snapshot.offer(position);
            actual.put(offer.offer().id().toString(), granted(offer, known) + "," + live.isLive(position));
        }
        Map<String, String> expected = CompleteJourneyData.rows("expected_counts").stream()
                .collect(toMap(
                        row -> row.get("offer_id"), row -> row.get("eligible_users") + "," + row.get("available")));
        assertThat(actual).hasSize(2_005).isEqualTo(expected);
    }

    @Test
    void theSqlViewEqualsTheFeedsOfKnownUsers() {
        UUID[] users = users().stream().map(UUID::fromString).toArray(UUID[]::new);
        var eligible = new TreeMap<String, List<String>>();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.sql("SELECT set_config('eligo.now', ?, true)")
                    .param(NOW.toString())
                    .query(String.class)
                    .single();
            jdbc.sql("SELECT DISTINCT user_id, offer_id FROM user_offer_eligibility WHERE is_eligible AND"
                            + " user_id = ANY (?)")
                    .param(users)
                    .query((row, n) -> List.of(row.getString(1), row.getString(2)))
                    .list()
                    .forEach(row -> eligible.computeIfAbsent(row.get(0), user -> new ArrayList<>())
                            .add(row.get(1)));
        });
        eligible.values().forEach(offers -> offers.sort(null));
        Map<String, List<String>> expected = expectedOfferIds();
        expected.keySet()
                .retainAll(jdbc.sql("SELECT user_id FROM user_grants")
                        .query(String.class)
                        .list());
        assertThat(expected).hasSize(195);
        assertThat(eligible).isEqualTo(expected);
    }

    /** A quarter of the chosen users, with all unknown users among them; the long run covers all users. */
    @Test
    void legacySqlRulesTableAndGraphQlAgreeOnSomeUsers() {
        List<UUID> users = users().stream().map(UUID::fromString).toList();
        Set<UUID> known = Set.copyOf(findKnownUsers());
        assertAllPathsAgree(IntStream.range(0, users.size())
                .filter(i -> i % 4 == 0 || !known.contains(users.get(i)))
                .mapToObj(users::get)
                .toList());
    }

    @Tag("long")
    @Test
    void legacySqlRulesTableAndGraphQlAgreeOnEveryUser() {
        assertThat(findKnownUsers()).hasSize(2_404);
        assertAllPathsAgree(findKnownUsers());
    }

    @Test
    void withTheSwitchOffSomeUsersGetTheSame() {
        rollout.set(RolloutChange.OFF);
        assertAllPathsAgree(findKnownUsers().stream().limit(40).toList());
    }

    @Tag("long")
    @Test
    void withTheSwitchOffEveryUserGetsTheSame() {
        rollout.set(RolloutChange.OFF);
        assertAllPathsAgree(findKnownUsers());
    }

    @AfterEach
    void switchOn() {
        rollout.reset();
    }

    private List<UUID> findKnownUsers() {
        return jdbc.sql("SELECT user_id FROM user_grants").query(UUID.class).list();
    }

    private void assertAllPathsAgree(List<UUID> users) {
        int shown = users.parallelStream()
                .mapToInt(user -> paths.assertAgreement(user, NOW))
                .sum();
        System.out.printf("CompleteJourneyTest: %d users, %d offers shown, no difference%n", users.size(), shown);
        assertThat(shown).isGreaterThan(100 * users.size());
    }

    private static long granted(CatalogOffer offer, Map<UUID, UserGrants> known) {
        return known.values().stream()
                .filter(user -> java.util.Arrays.binarySearch(
                                        user.offerNos(), offer.offer().no())
                                >= 0
                        || offer.grantedTypes().isBroad()
                                && offer.grantedTypes()
                                        .contains(user.customerTypeAt(
                                                offer.offer().merchant())))
                .count();
    }

    private static List<String> users() {
        return CompleteJourneyData.rows("expected_users").stream()
                .map(row -> row.get("user_id"))
                .toList();
    }

    private static Map<String, List<String>> expectedOfferIds() {
        var expected = new TreeMap<String, List<String>>();
        users().forEach(user -> expected.put(user, new ArrayList<>()));
        CompleteJourneyData.rows("expected")
                .forEach(row -> expected.get(row.get("user_id")).add(row.get("offer_id")));
        expected.values().forEach(offers -> offers.sort(null));
        return expected;
    }

    private RestClient client(String caller, String scope) {
        return RestClient.builder()
                .baseUrl("http://localhost:" + port + "/graphql")
                .defaultHeader("Authorization", "Bearer " + tokens.token(caller, scope))
                .build();
    }

    /** @param user null for the caller */
    private static List<String> feed(RestClient client, @Nullable String user) {
        var feed = new ArrayList<String>();
        String after = null;
        while (true) {
            Connection page = page(client, user, after);
            page.edges().forEach(edge -> feed.add(edge.node().id()));
            if (!page.pageInfo().hasNextPage()) {
                return feed;
            }
            after = page.pageInfo().endCursor();
        }
    }

    private static Connection page(RestClient client, @Nullable String user, @Nullable String after) {
        var variables = new HashMap<String, @Nullable Object>();
        variables.put("user", user);
        variables.put("after", after);
        Answer answer = client.post()
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("query", PAGE, "variables", variables))
                .retrieve()
                .body(new ParameterizedTypeReference<Answer>() {});
        assertThat(answer.data().offers().edges())
                .allSatisfy(edge -> assertThat(edge.node().outlets()).isNotEmpty());
        return answer.data().offers();
    }

    record Answer(Data data) {}

    record Data(Connection offers) {}

    record Connection(List<Edge> edges, PageInfo pageInfo) {}

    record Edge(Node node) {}

    record Node(String id, String offerType, String name, List<Map<String, String>> outlets) {}

    record PageInfo(boolean hasNextPage, String endCursor) {}
}
