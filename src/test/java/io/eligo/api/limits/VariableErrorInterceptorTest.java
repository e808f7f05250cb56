package io.eligo.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ApiTest
class VariableErrorInterceptorTest {
    private static final String GOOD = """
            "merchantId": "m", "name": "n", "audience": [], "netBudget": 1, "outletIds": [], "tiers": []
            """.strip();

    @Autowired
    ApiClient apiClient;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "netBudget": "much"                                   | given.netBudget           | not a decimal number
            "netBudget": null                                     | given.netBudget           | cannot be null
            "color": 1                                            | given.color               | unknown field; accepted:
            "validFrom": "yesterday"                              | given.validFrom           | not an ISO-8601 instant
            "isActive": "yes"                                     | given.isActive            | Boolean
            "isActive": null                                      | given.isActive            | cannot be null
            "reviewStatus": "Approved"                            | given.reviewStatus        | unknown value; accepted: PENDING, APPROVED, REJECTED
            "tiers": "none"                                       | given.tiers               | must be an object
            "tiers": [{"name": "a", "percentage": 1}, {"name": "b"}]                   | given.tiers[1].percentage | cannot be null
            "tiers": [{"name": "a", "percentage": "x"}]           | given.tiers[0].percentage | not a decimal number
            "tiers": [null]                                       | given.tiers[0]            | cannot be null
            """)
    void theFieldThatDoesNotFitIsNamed(String field, String path, String reason) {
        JsonNode error = ask("{%s, %s}".formatted(GOOD, field));

        assertThat(error.path("extensions").path("classification").asString()).isEqualTo("BAD_REQUEST");
        assertThat(error.path("extensions").path("variable").asString()).isEqualTo(path);
        assertThat(error.path("message").asString()).contains(reason).doesNotContain("graphql.");
    }

    @Test
    void aVariableThatIsNoObjectIsNamedItself() {
        JsonNode error = ask("7");

        assertThat(error.path("extensions").path("variable").asString()).isEqualTo("given");
    }

    private JsonNode ask(String given) {
        return apiClient
                .post(apiClient.token(UUID.randomUUID().toString(), ""), """
                        {"query": "mutation ($given: CashbackConfigurationInput!) { createCashbackConfiguration(input: $given) { freshness } }",
                         "variables": {"given": %s}}
                        """.formatted(given))
                .onlyError();
    }
}
