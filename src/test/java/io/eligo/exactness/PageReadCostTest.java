package io.eligo.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.cache.CacheFixture;
import io.eligo.grants.GrantsReconciler;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The Redis commands and PostgreSQL statements of a page with outlets, merchant and tiers: those of the read of grants and no more. */
@EligoTest
@Import({StepGateDatabaseConfiguration.class, StepGateRedisConfiguration.class})
class PageReadCostTest {
    private static final String PAGE = """
            { offers(first: 20) { edges { cursor node { id name merchant { id name category } outlets { id name merchant { name } }
              ... on CashbackConfiguration { tiers { id percentage } } } } pageInfo { hasNextPage endCursor } } }
            """;

    private static final List<String> ROWS = List.of(
            "merchant (id, business_name, status, category) VALUES (md5('1')::uuid, 'Duka', 'Active', 'x')",
            """
            outlet (id, merchant_id, name, is_active, review_status)
            SELECT md5('outlet' || n)::uuid, md5('1')::uuid, 'outlet ' || n, true, 'Approved' FROM generate_series(1, 3) AS n""",
            "payment_point (id, outlet_id, kind, is_active, review_status) SELECT id, id, 'till', true, 'Approved' FROM outlet",
            """
            cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, review_status)
            SELECT md5('offer' || n)::uuid, md5('1')::uuid, 'offer ' || n, true, '{All}', 100, 'Approved' FROM generate_series(1, 30) AS n""",
            """
            cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status)
            SELECT id, id, 'tier', 5, true, 'Approved' FROM cashback_configuration""",
            """
            offer_outlet (offer_type, offer_id, outlet_id)
            SELECT 'Cashback', c.id, o.id FROM cashback_configuration AS c, outlet AS o""");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    WebGraphQlHandler graphQl;

    @BeforeEach
    void aMerchantWithThirtyOffersForAllUsers() throws InterruptedException {
        TableCleaner.empty(jdbc, "merchant");
        for (String rows : ROWS) {
            jdbc.sql("INSERT INTO " + rows).update();
        }
        cacheFixture.awaitOpen();
        // From here on the servers have the scripts loaded.
        steps(UUID.randomUUID());
    }

    @Test
    void aHitCostsOneCommandAndNoStatement() throws InterruptedException {
        UUID user = customer();
        assertThat(stepsWithCache(() -> {
                    steps(user);
                    return steps(user);
                }))
                .containsExactly("GET");
    }

    @Test
    void aMissCostsTwoCommandsMoreAndOneStatement() throws InterruptedException {
        assertThat(stepsWithCache(() -> steps(customer())))
                .containsExactly("GET", "EVALSHA", "executeQuery", "EVALSHA");
    }

    /** A node that has not read the cache's state for too long, as on a busy machine, reads the table only. */
    private List<String> stepsWithCache(Callable<List<String>> read) {
        return Awaitility.await().until(read, steps -> {
            cacheFixture.awaitOpen();
            return !steps.equals(List.of("executeQuery"));
        });
    }

    private UUID customer() {
        UUID user = UUID.randomUUID();
        jdbc.sql("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (?, md5('1')::uuid, 'Vip')")
                .param(user)
                .update();
        new TransactionTemplate(transactions).executeWithoutResult(status -> reconciler.reconcile(List.of(user)));
        cacheFixture.awaitOpen();
        return user;
    }

    private List<String> steps(UUID user) throws InterruptedException {
        var stepGate = new StepGate();
        var errors = new AtomicReference<List<ResponseError>>();
        Thread thread = stepGate.start(() -> errors.set(page(user)));
        stepGate.openAndAwait(10_000);
        thread.join();
        assertThat(errors.get()).isEmpty();
        return stepGate.steps();
    }

    private List<ResponseError> page(UUID user) {
        var jwt = Jwt.withTokenValue("x")
                .header("alg", "none")
                .subject(user.toString())
                .expiresAt(Instant.MAX)
                .build();
        SecurityContextHolder.getContext().setAuthentication(new JwtAuthenticationToken(jwt));
        try {
            return Objects.requireNonNull(graphQl.handleRequest(new WebGraphQlRequest(
                                    URI.create("/graphql"),
                                    HttpHeaders.EMPTY,
                                    null,
                                    null,
                                    Map.of(),
                                    Map.of("query", PAGE),
                                    "1",
                                    Locale.ROOT))
                            .block())
                    .getErrors();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }
}
