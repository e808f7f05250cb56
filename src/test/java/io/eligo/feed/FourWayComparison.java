package io.eligo.feed;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.Catalog;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.catalog.index.CatalogOffer;
import io.eligo.feed.NaiveFeed.Filter;
import io.eligo.legacy.LegacyFilter;
import io.eligo.legacy.LegacyOffer;
import io.eligo.legacy.LegacyOffer.LegacyOutlet;
import io.eligo.legacy.LegacyOffer.LegacyReward;
import io.eligo.legacy.LegacyOffer.LegacyTier;
import io.eligo.legacy.LegacyPageRequest;
import io.eligo.legacy.QueryTimeResolver;
import io.eligo.rules.CashbackConfiguration;
import io.eligo.rules.CashbackTier;
import io.eligo.rules.LoyaltyProgram;
import io.eligo.rules.LoyaltyReward;
import io.eligo.rules.LoyaltyTier;
import io.eligo.rules.Merchant;
import io.eligo.rules.Outlet;
import io.eligo.rules.vocabulary.CustomerType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Complete feeds by four independent paths: the SQL of the query-time resolver, the rules, the stored grants, the API. */
@TestComponent
public class FourWayComparison {
    private static final String PAGE = """
            query ($filter: OfferFilter, $after: String) {
              offers(first: 100, after: $after, filter: $filter) {
                edges { node {
                  id offerType outlets { id }
                  ... on CashbackConfiguration { tiers { id } }
                  ... on LoyaltyProgram { tiers { id } rewards { id } }
                } }
                pageInfo { hasNextPage endCursor }
              }
            }""";

    private final QueryTimeResolver resolver;
    private final Catalog catalog;
    private final JdbcClient jdbc;
    private final ApiClient apiClient;
    private final TransactionTemplate transaction;

    FourWayComparison(
            QueryTimeResolver resolver,
            Catalog catalog,
            JdbcClient jdbc,
            ApiClient apiClient,
            PlatformTransactionManager transactions) {
        this.resolver = resolver;
        this.catalog = catalog;
        this.jdbc = jdbc;
        this.apiClient = apiClient;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** An offer as it is shown; parts have no prescribed order, outlets have. */
    private record Shown(UUID id, String type, List<UUID> outlets, Set<UUID> tiers, Set<UUID> rewards) {}

    private record Row(String type, UUID offer, UUID outlet) {
        // A user has thousands of rows: comparing them in any order would take half a second.
        static final Comparator<Row> ORDER =
                Comparator.comparing(Row::type).thenComparing(Row::offer).thenComparing(Row::outlet);
    }

    /**
     * Fails unless all four paths return the same feed. The clock of the server must be set to {@code now}.
     *
     * @return the number of offers
     */
    public int assertAgreement(UUID user, Instant now) {
        return assertAgreement(user, Filter.NONE, now);
    }

    int assertAgreement(UUID user, Filter filter, Instant now) {
        String what = "user %s at %s, %s".formatted(user, now, filter);
        Map<UUID, CustomerType> types = types(user);
        List<Shown> rules = rules(types, filter, now);
        assertThat(resolver(user, filter, now))
                .as("query-time resolver, %s", what)
                .isEqualTo(rules);
        assertThat(graphQl(user, filter)).as("GraphQL, %s", what).isEqualTo(rules);
        if (!types.isEmpty()) {
            // The stored grants have no filter.
            List<Shown> all = filter.equals(Filter.NONE) ? rules : rules(types, Filter.NONE, now);
            assertThat(table(user, now).stream().sorted(Row.ORDER).toList())
                    .as("stored grants, %s", what)
                    .isEqualTo(all.stream()
                            .flatMap(FourWayComparison::rows)
                            .sorted(Row.ORDER)
                            .toList());
        }
        return rules.size();
    }

    List<LegacyOffer> resolver(UUID user, Filter filter, LegacyPageRequest page, Instant now) {
        String type = filter.offerType();
        var asked = new LegacyFilter(
                type == null ? null : type.charAt(0) + type.substring(1).toLowerCase(Locale.ROOT),
                filter.merchantId(),
                filter.outletId(),
                filter.category(),
                filter.minPercentage(),
                filter.maxPercentage(),
                filter.search());
        return resolver.findFeed(user, asked, page, now);
    }

    private List<Shown> resolver(UUID user, Filter filter, Instant now) {
        return resolver(user, filter, LegacyPageRequest.ALL, now).stream()
                .map(offer -> new Shown(
                        offer.key().id(),
                        offer.type(),
                        Objects.requireNonNull(offer.outlets()).stream()
                                .map(LegacyOutlet::id)
                                .toList(),
                        offer.tiers().stream().map(LegacyTier::id).collect(toSet()),
                        offer.rewards().stream().map(LegacyReward::id).collect(toSet())))
                .toList();
    }

    private List<Shown> rules(Map<UUID, CustomerType> types, Filter filter, Instant now) {
        var chosen = new FullScanFilter(filter);
        Instant cut = now.truncatedTo(ChronoUnit.MICROS);
        CatalogSnapshot snapshot = catalog.current().snapshot();
        var shown = new ArrayList<Shown>();
        for (int position = 0; position < snapshot.size(); position++) {
            CatalogOffer entry = snapshot.offer(position);
            CustomerType type = typeAt(entry.offer().merchant(), types);
            if (entry.offer().granted(type).isPositive()
                    && entry.offer().live(cut).isPositive()
                    && chosen.test(entry)) {
                shown.add(shown(entry, type));
            }
        }
        return shown;
    }

    private static CustomerType typeAt(@Nullable Merchant merchant, Map<UUID, CustomerType> types) {
        return merchant == null
                ? CustomerType.NON_CUSTOMER
                : types.getOrDefault(merchant.id(), CustomerType.NON_CUSTOMER);
    }

    private static Shown shown(CatalogOffer entry, CustomerType type) {
        Stream<UUID> tiers = Stream.of();
        Stream<UUID> rewards = Stream.of();
        if (entry.offer() instanceof CashbackConfiguration cashback) {
            tiers = cashback.liveTiers().stream().map(CashbackTier::id);
        } else if (entry.offer() instanceof LoyaltyProgram program) {
            tiers = program.tiersReachedBy(type).stream().map(LoyaltyTier::id);
            rewards = program.liveRewards().stream().map(LoyaltyReward::id);
        }
        return new Shown(
                entry.offer().id(),
                entry.offer().type().spelling(),
                entry.liveOutlets().stream().map(Outlet::id).toList(),
                tiers.collect(toSet()),
                rewards.collect(toSet()));
    }

    Set<UUID> graphQlIds(UUID user) {
        return graphQl(user, Filter.NONE).stream().map(Shown::id).collect(toSet());
    }

    private List<Shown> graphQl(UUID user, Filter filter) {
        var shown = new ArrayList<Shown>();
        var variables = new HashMap<String, Object>(filter.variables());
        JsonNode page;
        do {
            ApiClient.ApiResponse apiResponse = apiClient.execute(user, PAGE, variables);
            assertThat(apiResponse.body().has("errors"))
                    .as(apiResponse.body().toString())
                    .isFalse();
            page = apiResponse.data().path("offers");
            page.path("edges").forEach(edge -> shown.add(shown(edge.path("node"))));
            variables.put("after", page.at("/pageInfo/endCursor").asString(""));
        } while (page.at("/pageInfo/hasNextPage").asBoolean());
        return shown;
    }

    private static Shown shown(JsonNode node) {
        String type = node.path("offerType").asString();
        return new Shown(
                id(node),
                type.charAt(0) + type.substring(1).toLowerCase(Locale.ROOT),
                node.path("outlets").valueStream().map(FourWayComparison::id).toList(),
                node.path("tiers").valueStream().map(FourWayComparison::id).collect(toSet()),
                node.path("rewards").valueStream().map(FourWayComparison::id).collect(toSet()));
    }

    private static UUID id(JsonNode node) {
        return UUID.fromString(node.path("id").asString());
    }

    private List<Row> table(UUID user, Instant now) {
        return Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("SELECT set_config('eligo.now', ?, true)")
                    .param(now.truncatedTo(ChronoUnit.MICROS).toString())
                    .query(String.class)
                    .single();
            return jdbc.sql("""
                            SELECT offer_type, offer_id, outlet_id FROM user_offer_eligibility WHERE user_id = ? AND is_eligible
                            """)
                    .param(user)
                    .query((row, n) ->
                            new Row(row.getString(1), row.getObject(2, UUID.class), row.getObject(3, UUID.class)))
                    .list();
        }));
    }

    private static Stream<Row> rows(Shown shown) {
        return shown.outlets().stream().map(outlet -> new Row(shown.type(), shown.id(), outlet));
    }

    /** Customer types from the source table, not from the stored copy. */
    private Map<UUID, CustomerType> types(UUID user) {
        return jdbc
                .sql("SELECT merchant_id, type FROM customer_type WHERE user_id = ?")
                .param(user)
                .query((row, n) -> Map.entry(row.getObject(1, UUID.class), CustomerType.parse(row.getString(2))))
                .list()
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
