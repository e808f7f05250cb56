package io.eligo.bench.upgrade;

import io.eligo.bench.BenchDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/** Readers, and writers whose changes are followed until each is visible; every request goes to any node of either version. */
final class TrialLoad implements AutoCloseable {
    static final String PAGE = """
            { offers(first: 20) { edges { cursor node { id name offerType merchant { id name } outlets { id name }
              ... on CashbackConfiguration { tiers { id name percentage } } ... on LoyaltyProgram { tiers { id name } rewards { id name } } } }
              pageInfo { hasNextPage endCursor } } }
            """;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final List<String> TYPES = List.of("New", "Infrequent", "Occasional", "Regular", "Vip");

    private final BenchDatabase database;
    private final TrialClient client;
    private final TrialResult result;
    private final List<UUID> users;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    private interface Work {
        void once() throws Exception;
    }

    TrialLoad(BenchDatabase database, TrialClient client, TrialResult result, List<UUID> users) {
        this.database = database;
        this.client = client;
        this.result = result;
        this.users = users;
    }

    void start(int readers) {
        for (int i = 0; i < readers; i++) {
            start("reader", 20, this::readPage);
        }
        start("customer types by GraphQL", 100, this::changeCustomerType);
        start("switches by GraphQL", 100, this::switchOffer);
        start("customer types by SQL", 500, this::changeCustomerTypesBySql);
        start("offers by SQL", 500, this::changeOffersBySql);
    }

    private void start(String name, int pauseMillis, Work work) {
        var thread = new Thread(
                () -> {
                    while (!ended) {
                        try {
                            work.once();
                            Thread.sleep(ThreadLocalRandom.current().nextInt(2 * pauseMillis));
                        } catch (Exception e) {
                            result.fault(TrialResult.ERRORS, name + ": " + e);
                        }
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    private UUID anyUser() {
        return users.get(ThreadLocalRandom.current().nextInt(users.size()));
    }

    private void readPage() throws Exception {
        client.ask(client.token(anyUser(), ""), PAGE, null);
    }

    /** The type alternates, so that the offer for Vips appears and disappears. No other writer changes this merchant's customers. */
    private void changeCustomerType() throws Exception {
        UUID user = anyUser();
        boolean vip = ThreadLocalRandom.current().nextBoolean();
        changeAndFollow(
                user,
                "setCustomerType(userId: \"%s\", merchantId: \"%s\", type: \"%s\")"
                        .formatted(user, TrialData.MERCHANT, vip ? "Vip" : "New"),
                TrialData.FOR_VIPS,
                vip);
    }

    private void switchOffer() throws Exception {
        boolean on = ThreadLocalRandom.current().nextBoolean();
        changeAndFollow(
                anyUser(),
                "%s(id: \"%s\")".formatted(on ? "activateOffer" : "deactivateOffer", TrialData.SWITCHED),
                TrialData.SWITCHED,
                on);
    }

    /** Reads with the change's freshness token, from any node, until the change has arrived: then the answer must show it. */
    private void changeAndFollow(UUID user, String mutation, UUID offer, boolean shown) throws Exception {
        Optional<String> freshness = client.ask(
                        client.token(user, "catalog:write"),
                        "mutation { changed: %s { freshness } }".formatted(mutation),
                        null)
                .map(body -> body.path("data").path("changed").path("freshness").asString());
        if (freshness.isEmpty()) {
            return;
        }
        result.count("changes by GraphQL");
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (System.nanoTime() < end) {
            Optional<JsonNode> answer = client.ask(
                    client.token(user, ""), "{ offer(id: \"%s\") { id } }".formatted(offer), freshness.get());
            if (answer.isPresent()
                    && answer.get()
                            .path("extensions")
                            .path("freshness")
                            .path("arrived")
                            .asBoolean()) {
                boolean found = !answer.get().path("data").path("offer").isNull();
                if (found != shown) {
                    result.fault(
                            TrialResult.WRONG,
                            "%s has arrived, but the offer is%s shown".formatted(mutation, found ? "" : " not"));
                }
                return;
            }
            result.count("answers before their change had arrived");
        }
        result.fault(TrialResult.LOST, mutation + " has not arrived after " + LONGEST_WAIT);
    }

    private void changeCustomerTypesBySql() {
        database.sql()
                .sql("""
                        UPDATE customer_type SET type = ? WHERE (user_id, merchant_id) IN (
                            SELECT user_id, merchant_id FROM customer_type WHERE merchant_id <> ? ORDER BY user_id OFFSET ? LIMIT 50)
                        """)
                .params(
                        TYPES.get(ThreadLocalRandom.current().nextInt(TYPES.size())),
                        TrialData.MERCHANT,
                        ThreadLocalRandom.current().nextInt(Math.max(1, users.size())))
                .update();
        result.count("changes by SQL");
    }

    /** Audiences, switches and budgets of the demo data's offers. */
    private void changeOffersBySql() {
        String set = switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> "is_active = NOT is_active";
            case 1 ->
                "eligible_customer_types = ARRAY['%s', 'Vip']"
                        .formatted(TYPES.get(ThreadLocalRandom.current().nextInt(TYPES.size() - 1)));
            default -> "used_cashback_budget = CASE used_cashback_budget WHEN 0 THEN net_cashback_budget ELSE 0 END";
        };
        database.execute("""
                UPDATE cashback_configuration SET %s WHERE id = (
                    SELECT id FROM cashback_configuration WHERE merchant_id <> '%s' ORDER BY md5(id::text || '%d') LIMIT 1)
                """.formatted(
                        set, TrialData.MERCHANT, ThreadLocalRandom.current().nextInt()));
        result.count("changes by SQL");
    }

    /** Ends the load; each writer has then followed its last change. */
    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
