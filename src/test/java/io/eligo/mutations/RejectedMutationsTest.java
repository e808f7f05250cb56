package io.eligo.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Rejected mutations: nothing is written, and the response names the fault. */
@ApiTest
class RejectedMutationsTest {
    private static final String CASHBACK = """
            createCashbackConfiguration(input: {merchantId: "@merchant", name: "a", audience: [], netBudget: 1, outletIds: [], tiers: []})
            """;
    private static final String EXCLUSIVE = """
            createExclusiveOffer(input: {merchantId: "@merchant", name: "a", validFrom: "2026-01-01T00:00:00Z",
                validUntil: "2026-02-01T00:00:00Z", audience: [], netBudget: 1, outletIds: []})
            """;
    private static final String PROGRAM = """
            createLoyaltyProgram(input: {merchantId: "@other", name: "a", tiers: [], rewards: []})
            """;
    private static final List<String> TABLES = List.of(
            "cashback_configuration",
            "cashback_tier",
            "exclusive_offer",
            "loyalty_program",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "customer_type");

    @Autowired
    ApiClient apiClient;

    @Autowired
    JdbcClient jdbc;

    private ShopFixture shopFixture;

    @BeforeEach
    void open() {
        shopFixture = new ShopFixture(apiClient, jdbc);
        shopFixture.reset();
        shopFixture.createOffers();
    }

    /** Each row replaces one part of a valid call, or adds a field to it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            id: "7"                                          | input.id            | UUID
            id: "1-1-1-1-1"                                  | input.id            | UUID
            id: "@cashback"                                  | input.id            | taken: there is an offer of type Cashback
            id: "@program"                                   | input.id            | taken: there is an offer of type Loyalty
            merchantId: "duka"                               | input.merchantId    | UUID
            merchantId: "@unknown"                            | input.merchantId    | does not exist
            merchantId: null                                 | input.merchantId    | ``
            name: null                                       | input.name          | ``
            name: "a\\u0000b"                                | input.name          | NUL
            audience: ["Gold"]                               | input.audience[0]   | 'Gold' is none of All, NonCustomer, New, Infrequent, Occasional, Regular, Vip
            audience: ["Vip", ""]                            | input.audience[1]   | '' is none of All
            audience: null                                   | input.audience      | ``
            netBudget: -0.01                                 | input.netBudget     | not negative
            netBudget: 1e100                                 | input.netBudget     | 100 digits
            netBudget: 1e2147483000                          | input.netBudget     | 100 digits
            netBudget: 1e-101                                | input.netBudget     | 100 digits
            netBudget: "much"                                | input.netBudget     | ``
            isActive: null                                   | input.isActive      | ``
            isActive: "yes"                                  | input.isActive      | ``
            reviewStatus: Approved                           | input.reviewStatus  | ``
            validFrom: "2026-01-01"                          | input.validFrom     | ``
            validFrom: "-0001-01-01T00:00:00Z"               | input.validFrom     | years 0001 to 9999
            validFrom: "0000-12-31T23:59:59.999999Z"         | input.validFrom     | years 0001 to 9999
            validUntil: "+10000-01-01T00:00:00Z"             | input.validUntil    | years 0001 to 9999
            validFrom: "2026-01-02T00:00:00Z", validUntil: "2026-01-01T00:00:00Z" | input.validUntil | before it starts
            outletIds: ["11"]                                | input.outletIds[0]  | UUID
            outletIds: ["@outlet", "@unknown"]                | input.outletIds[1]  | does not exist
            outletIds: ["@foreign"]                          | input.outletIds[0]  | the offer is of merchant
            outletIds: ["@outlet", "@outlet"]                | input.outletIds[1]  | twice
            tiers: [{name: "a", percentage: -1}]             | input.tiers[0].percentage | from 0 to 100
            tiers: [{name: "a", percentage: 1}, {name: "a", percentage: 100.01}] | input.tiers[1].percentage | from 0 to 100
            tiers: [{name: "a\\u0000", percentage: 1}]       | input.tiers[0].name | NUL
            tiers: [{id: "7", name: "a", percentage: 1}]     | input.tiers[0].id   | UUID
            tiers: [{id: "@unknown", name: "a", percentage: 1}, {id: "@unknown", name: "b", percentage: 1}] | input.tiers[1].id | twice
            tiers: [{name: "a"}]                             | input.tiers[0]      | percentage
            """)
    void ofACashbackConfiguration(String fields, String argument, String reason) {
        assertRefused(with(CASHBACK, fields), argument, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            merchantId: null, audience: ["Vip"]              | input.audience      | must be empty or contain
            merchantId: null, audience: ["NonCustomer", "Vip"] | input.audience    | must be empty or contain
            merchantId: "@unknown"                            | input.merchantId    | does not exist
            description: "\\u0000"                           | input.description   | NUL
            validFrom: null                                  | input.validFrom     | ``
            validFrom: "2026-03-01T00:00:00Z"                | input.validUntil    | before it starts
            netBudget: -1                                    | input.netBudget     | not negative
            outletIds: ["@foreign"]                          | input.outletIds[0]  | the offer is of merchant
            id: "@exclusive"                                 | input.id            | taken
            """)
    void ofAnExclusiveOffer(String fields, String argument, String reason) {
        assertRefused(with(EXCLUSIVE, fields), argument, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            merchantId: "@merchant"                          | input.merchantId    | has the loyalty program
            merchantId: null                                 | input.merchantId    | ``
            pointsLimit: -1                                  | input.pointsLimit   | not negative
            tiers: [{name: "a", minCustomerType: "Gold"}]    | input.tiers[0].minCustomerType | 'Gold' is none of NonCustomer, New
            tiers: [{name: "a", minCustomerType: "All"}]     | input.tiers[0].minCustomerType | 'All' is none of NonCustomer
            tiers: [{name: "a"}]                             | input.tiers[0]      | minCustomerType
            rewards: [{name: "\\u0000"}]                     | input.rewards[0].name | NUL
            rewards: [{id: "7", name: "a"}]                  | input.rewards[0].id | UUID
            id: "@cashback"                                  | input.id            | taken
            """)
    void ofALoyaltyProgram(String fields, String argument, String reason) {
        assertRefused(with(PROGRAM, fields), argument, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            @cashback  | description: "a"                        | input.description   | CASHBACK does not have this field
            @cashback  | pointsLimit: 1                          | input.pointsLimit   | CASHBACK does not have this field
            @cashback  | loyaltyTiers: []                        | input.loyaltyTiers  | CASHBACK does not have this field
            @cashback  | rewards: null                           | input.rewards       | CASHBACK does not have this field
            @exclusive | cashbackTiers: []                       | input.cashbackTiers | EXCLUSIVE does not have this field
            @program   | validFrom: null                         | input.validFrom     | LOYALTY does not have this field
            @program   | audience: ["All"]                       | input.audience      | LOYALTY does not have this field
            @program   | netBudget: 1                            | input.netBudget     | LOYALTY does not have this field
            @program   | outletIds: []                           | input.outletIds     | LOYALTY does not have this field
            @cashback  | merchantId: null                        | input.merchantId    | cannot be null
            @program   | merchantId: null                        | input.merchantId    | cannot be null
            @cashback  | name: null                              | input.name          | cannot be null
            @cashback  | netBudget: null                         | input.netBudget     | cannot be null
            @cashback  | isActive: null                          | input.isActive      | cannot be null
            @cashback  | audience: null                          | input.audience      | cannot be null
            @cashback  | outletIds: null                         | input.outletIds     | cannot be null
            @cashback  | cashbackTiers: null                     | input.cashbackTiers | cannot be null
            @exclusive | validUntil: null                        | input.validUntil    | cannot be null
            @cashback  | validUntil: "2026-10-31T00:00:00Z"      | input.validUntil    | before it starts
            @cashback  | validFrom: "2027-11-02T00:00:00Z"       | input.validFrom     | before it starts
            @cashback  | merchantId: "@other"                    | input.merchantId    | outlet
            @cashback  | merchantId: "@unknown"                   | input.merchantId    | does not exist
            @cashback  | outletIds: ["@foreign"]                 | input.outletIds[0]  | the offer is of merchant
            @exclusive | merchantId: null                        | input.merchantId    | must be empty or contain
            @exclusive | merchantId: null, audience: ["New"]     | input.audience      | must be empty or contain
            @cashback  | audience: ["Silver"]                    | input.audience[0]   | 'Silver' is none of All
            @cashback  | cashbackTiers: [{name: "a", percentage: 101}] | input.cashbackTiers[0].percentage | from 0 to 100
            @program   | loyaltyTiers: [{name: "a", minCustomerType: "x"}] | input.loyaltyTiers[0].minCustomerType | 'x' is none of
            @program   | pointsLimit: -1                         | input.pointsLimit   | not negative
            """)
    void ofAnUpdate(String offer, String fields, String argument, String reason) {
        assertRefused("updateOffer(id: \"%s\", input: {%s})".formatted(offer, fields), argument, reason);
    }

    @Test
    void halfACharacterIsNoText() {
        JsonNode error = apiClient
                .post(
                        apiClient.token(ShopFixture.id("user").toString(), "catalog:write"),
                        """
                {"query": "mutation ($input: OfferUpdateInput!) { updateOffer(id: \\"%s\\", input: $input) { freshness } }",
                 "variables": {"input": {"name": "half \\ud83d"}}}
                """.formatted(ShopFixture.id("cashback")).replace("\n", " "))
                .onlyError();

        assertThat(extension(error, "argument")).isEqualTo("input.name");
        assertThat(error.path("message").asString()).contains("surrogates");
    }

    @Test
    void aTierOfAnotherOfferIsTaken() {
        String tier = String.valueOf(shopFixture.value("SELECT id FROM cashback_tier"));

        assertRefused(
                with(CASHBACK, "tiers: [{id: \"%s\", name: \"a\", percentage: 1}]".formatted(tier)),
                "input.tiers[0].id",
                "taken by another offer");
    }

    @Test
    void aTierOfAnotherProgramIsTakenByTheNameOfTheUpdate() {
        shopFixture.changeOffer(
                PROGRAM.replace("tiers: []", "id: \"@unknown\", tiers: [{name: \"b\", minCustomerType: \"New\"}]"));
        String tier = String.valueOf(shopFixture.value("SELECT id FROM loyalty_tier WHERE name = 'b'"));

        assertRefused(
                "updateOffer(id: \"@program\", input: {loyaltyTiers: [{id: \"%s\", name: \"a\", minCustomerType: \"New\"}]})"
                        .formatted(tier),
                "input.loyaltyTiers[0].id",
                "taken by another offer");
    }

    @Test
    void aMerchantWithAProgramGetsNoSecondOne() {
        shopFixture.changeOffer(PROGRAM.replace("tiers:", "id: \"@unknown\", tiers:"));

        assertRefused(
                "updateOffer(id: \"@unknown\", input: {merchantId: \"@merchant\"})",
                "input.merchantId",
                "has the loyalty program");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            updateOffer(id: "7", input: {})                                     | id         | UUID
            activateOffer(id: "7")                                              | id         | UUID
            deactivateOffer(id: "7")                                            | id         | UUID
            deleteOffer(id: "7")                                                | id         | UUID
            recordSpend(offerId: "7", amount: 1)                                | offerId    | UUID
            recordSpend(offerId: "@cashback", amount: 0)                        | amount     | above 0
            recordSpend(offerId: "@cashback", amount: -1)                       | amount     | above 0
            recordSpend(offerId: "@cashback", amount: 1e100)                    | amount     | 100 digits
            setCustomerType(userId: "7", merchantId: "@merchant", type: "Vip")  | userId     | UUID
            setCustomerType(userId: "@user", merchantId: "7", type: "Vip")      | merchantId | UUID
            setCustomerType(userId: "@user", merchantId: "@merchant", type: "All") | type    | 'All' is none of NonCustomer, New, Infrequent, Occasional, Regular, Vip
            removeCustomerType(userId: "7", merchantId: "@merchant")            | userId     | UUID
            removeCustomerType(userId: "@user", merchantId: "7")                | merchantId | UUID
            eraseUser(userId: "7")                                              | userId     | UUID
            """)
    void ofWhatIsToBeChanged(String call, String argument, String reason) {
        assertRefused(call, argument, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            updateOffer(id: "@unknown", input: {})                               | id
            updateOffer(id: "@merchant", input: {pointsLimit: 1})               | id
            activateOffer(id: "@unknown")                                        | id
            deactivateOffer(id: "@unknown")                                      | id
            deleteOffer(id: "@unknown")                                          | id
            recordSpend(offerId: "@unknown", amount: 1)                          | offerId
            setCustomerType(userId: "@user", merchantId: "@unknown", type: "Vip") | merchantId
            """)
    void whatDoesNotExistIsNotFound(String call, String argument) {
        JsonNode error = shopFixture.executeRejected(call);

        assertThat(extension(error, "classification")).isEqualTo("NOT_FOUND");
        assertThat(extension(error, "argument")).isEqualTo(argument);
        assertThat(error.path("message").asString()).contains("does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"updateOffer(id: \"@cashback\", input: {})", "activateOffer(id: \"@cashback\")"})
    void whatIsDeletedIsNotFound(String call) {
        shopFixture.changeOffer("deleteOffer(id: \"@cashback\")");

        JsonNode error = shopFixture.executeRejected(call);

        assertThat(extension(error, "classification")).isEqualTo("NOT_FOUND");
        assertThat(error.path("message").asString()).contains("is deleted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CASHBACK,
                EXCLUSIVE,
                PROGRAM,
                "updateOffer(id: \"@cashback\", input: {name: \"b\"})",
                "activateOffer(id: \"@cashback\")",
                "deactivateOffer(id: \"@cashback\")",
                "deleteOffer(id: \"@cashback\")",
                "recordSpend(offerId: \"@cashback\", amount: 1)",
                "setCustomerType(userId: \"@user\", merchantId: \"@merchant\", type: \"Vip\")",
                "removeCustomerType(userId: \"@user\", merchantId: \"@merchant\")",
                "eraseUser(userId: \"@user\")"
            })
    void withoutTheScopeNothingIsChanged(String call) {
        String before = everything();

        for (String scope : new String[] {"", "offers:any ops:read ops:write", "catalog:writer"}) {
            JsonNode error = shopFixture.send(scope, call, "{ freshness }").onlyError();
            assertThat(extension(error, "classification")).isEqualTo("FORBIDDEN");
            assertThat(error.path("message").asString()).contains("catalog:write");
        }

        assertThat(everything()).isEqualTo(before);
        assertThat(shopFixture.send(call, "{ freshness }").body().has("errors")).isFalse();
    }

    @Test
    void ofSeveralChangesTheGoodOnesStay() {
        ApiClient.ApiResponse apiResponse = apiClient.execute(
                apiClient.token(ShopFixture.id("user").toString(), "catalog:write"),
                """
                mutation {
                  good: setCustomerType(userId: "%1$s", merchantId: "%2$s", type: "Vip") { freshness }
                  bad: setCustomerType(userId: "%1$s", merchantId: "%1$s", type: "Vip") { freshness }
                  last: removeCustomerType(userId: "%2$s", merchantId: "%2$s") { changed }
                }
                """.formatted(ShopFixture.id("user"), ShopFixture.id("merchant")),
                Map.of());

        assertThat(extension(apiResponse.onlyError(), "argument")).isEqualTo("merchantId");
        assertThat(apiResponse.data().path("good").path("freshness").asString()).startsWith("v1.");
        assertThat(apiResponse.data().path("bad").isNull()).isTrue();
        assertThat(apiResponse.data().path("last").path("changed").asBoolean()).isFalse();
        assertThat(shopFixture.count("customer_type")).isEqualTo(1);
    }

    private void assertRefused(String call, String argument, String reason) {
        String before = everything();

        JsonNode error = shopFixture.executeRejected(call);

        assertThat(extension(error, "classification")).as(error.toString()).isEqualTo("BAD_REQUEST");
        assertThat(extension(error, "argument")).as(error.toString()).isEqualTo(argument);
        assertThat(error.path("message").asString()).contains(reason).doesNotContain("Exception", "SQL", "graphql.");
        assertThat(everything()).isEqualTo(before);
    }

    private String everything() {
        return TABLES.stream()
                .map(table -> String.valueOf(shopFixture.value(
                        "SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '') FROM %s t".formatted(table))))
                .toList()
                .toString();
    }

    /** The call with these fields in place of the original ones. */
    private static String with(String call, String fields) {
        String others = Pattern.compile("(?:^|, )(\\w+):")
                .matcher(fields.replaceAll("\\[.*]", "[]"))
                .results()
                .map(field -> field.group(1))
                .reduce(call, (rest, field) -> rest.replaceFirst("\\b%s: (\"[^\"]*\"|\\[]|\\d+)".formatted(field), ""));
        return others.replace("input: {", "input: {" + fields + ", ");
    }

    private static String extension(JsonNode error, String name) {
        return error.path("extensions").path(name).asString("none");
    }
}
