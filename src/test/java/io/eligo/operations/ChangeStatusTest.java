package io.eligo.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.console.ConsoleClient;
import io.eligo.feed.ApiClient;
import io.eligo.jobs.JobRunner;
import io.eligo.jobs.schedule.OutboxPollerFixture;
import io.eligo.outbox.EventFailures;
import io.eligo.outbox.EventHistory;
import io.eligo.outbox.FreshnessTokens;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Status of a change made with plain SQL, queried by its token until the change is visible, and afterwards. */
@EligoTest
class ChangeStatusTest {
    private static final UUID MERCHANT = new UUID(1, 1);
    private static final UUID OFFER = new UUID(2, 1);
    private static final UUID USER = new UUID(5, 1);

    @LocalServerPort
    int port;

    @Autowired
    ApiClient apiClient;

    @Autowired
    DevTokens tokens;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    EventFailures eventFailures;

    @Autowired
    FreshnessTokens freshnessTokens;

    @Autowired
    EventHistory eventHistory;

    @Autowired
    Leases leases;

    @Autowired
    JobRunner jobs;

    @BeforeEach
    void aMerchantWithCustomers() {
        TableCleaner.empty(
                jdbc,
                "merchant, cashback_configuration, customer_type, user_grants, outbox_event, outbox_done, deferral, batch.batch_job_instance");
        jdbc.sql("INSERT INTO merchant (id, business_name, status, category) VALUES (?, 'Duka', 'Active', 'x')")
                .param(MERCHANT)
                .update();
        jdbc.sql("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES (?, ?, 'c', true, '{New}', 100)
                """).params(OFFER, MERCHANT).update();
        jdbc.sql("""
                INSERT INTO customer_type (user_id, merchant_id, type)
                SELECT (lpad('5', 16, '0') || lpad(to_hex(n), 16, '0'))::uuid, ?, 'New' FROM generate_series(1, 2500) AS n
                """).param(MERCHANT).update();
        worker.drain();
        jdbc.sql("DELETE FROM outbox_done").update();
    }

    @Test
    void everyStepHasItsTimeAndTheRunThatDidIt() {
        Instant before = databaseTime();
        String token = committed("UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}'");

        JsonNode waiting = ask(token);
        assertThat(waiting.path("state").asString()).isEqualTo("IN_PROGRESS");
        assertThat(waiting.path("pendingEvents").asInt()).isEqualTo(1);
        assertThat(waiting.path("leasedAt").isNull()).isTrue();
        assertThat(waiting.path("visibleAt").isNull()).isTrue();
        assertThat(waiting.path("steps")).isEmpty();

        worker.drain();
        JsonNode done = ask(token);
        assertThat(done.path("state").asString()).isEqualTo("VISIBLE");
        assertThat(done.path("inCatalog").asBoolean()).isTrue();
        assertThat(done.path("pendingEvents").asInt()).isZero();
        JsonNode step = only(done.path("steps"));
        assertThat(step.path("removalReason").asString()).isEqualTo("RUN");
        assertThat(step.path("run").asLong()).isEqualTo(lastRun("offer-changes"));
        assertThat(step.path("kind").asString()).isEqualTo("offer");
        assertThat(step.path("offerId").asString()).isEqualTo(OFFER.toString());
        var times = new ArrayList<>(List.of(before, time(step, "createdAt")));
        if (jdbc.sql("SHOW track_commit_timestamp").query(Boolean.class).single()) {
            times.add(time(done, "committedAt"));
        }
        times.addAll(List.of(time(done, "leasedAt"), time(done, "visibleAt"), databaseTime()));
        assertThat(times).isSorted();

        String page = page("/console/outbox/change?token=" + token);
        assertThat(page)
                .contains("data-state=\"VISIBLE\"", "Recomputed", "/console/executions/" + lastRun("offer-changes"))
                .contains("the merchant of offer", OFFER.toString())
                .doesNotContain("hx-get=\"/console/outbox/change");
    }

    /** Two events of 1,000 users and one of the other 500 become one step, without user ids. */
    @Test
    void usersAreCountedAndNotNamed() {
        String token = committed("UPDATE customer_type SET type = 'Vip'");
        long event =
                jdbc.sql("SELECT min(id) FROM outbox_event").query(Long.class).single();
        worker.drain();

        JsonNode step = only(ask(token).path("steps"));
        assertThat(step.path("kind").asString()).isEqualTo("users");
        assertThat(step.path("events").asInt()).isEqualTo(3);
        assertThat(step.path("users").asInt()).isEqualTo(2500);
        assertThat(step.path("run").asLong()).isEqualTo(lastRun("user-changes"));
        assertThat(jdbc.sql("SELECT string_agg(d::text, ' ') FROM outbox_done d")
                        .query(String.class)
                        .single())
                .doesNotContain(USER.toString().substring(0, 18));

        assertThat(page("/console/outbox/change?token=" + token)).contains("2 500 users, 3 events");
        assertThat(page("/console/outbox/events/" + event))
                .contains(
                        "This event has left the queue",
                        "1 000 users",
                        token,
                        "/console/executions/" + lastRun("user-changes"));
    }

    @Test
    void aRolledBackChangeIsNeitherVisibleNorPending() {
        String token = new TransactionTemplate(transactions).execute(transaction -> {
            jdbc.sql("UPDATE customer_type SET type = 'Vip'").update();
            transaction.setRollbackOnly();
            String mine = freshnessTokens.currentToken().text();
            assertThat(ask(mine).path("state").asString()).isEqualTo("OPEN");
            return mine;
        });

        JsonNode change = ask(token);
        assertThat(change.path("state").asString()).isEqualTo("ROLLED_BACK");
        assertThat(change.path("committedAt").isNull()).isTrue();
        assertThat(change.path("pendingEvents").asInt()).isZero();
        assertThat(page("/console/outbox/change?token=" + token))
                .contains("data-state=\"ROLLED_BACK\"", "Rolled back")
                .doesNotContain("Visible:");
    }

    @Test
    void aChangeSettledByARebuildNamesTheRebuild() {
        String users = committed("UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(USER));
        String offers = committed("UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}'");
        long rebuild = jobs.run("full-rebuild", Map.of()).executionId();
        jobs.run("full-rebuild", Map.of());

        for (String token : List.of(users, offers)) {
            JsonNode change = ask(token);
            assertThat(change.path("state").asString()).isEqualTo("VISIBLE");
            assertThat(change.path("visibleAt").isNull()).isFalse();
            JsonNode step = only(change.path("steps"));
            assertThat(step.path("removalReason").asString()).isEqualTo("REBUILD");
            assertThat(step.path("run").asLong()).isEqualTo(rebuild);
            assertThat(step.path("leasedAt").isNull()).isTrue();
            assertThat(page("/console/outbox/change?token=" + token))
                    .contains("full rebuild", "/console/executions/" + rebuild);
        }
    }

    @Test
    void aDiscardedChangeIsNotVisible() {
        String token = committed("UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(USER));
        jdbc.sql("UPDATE outbox_event SET parked_at = now(), error = 'broken'").update();
        apiClient.execute(
                apiClient.token("ops-ann", "ops:write"),
                "mutation { discardParked(reason: \"a test\") { ids } }",
                Map.of());

        JsonNode change = ask(token);
        assertThat(change.path("state").asString()).isEqualTo("PARTLY_VISIBLE");
        assertThat(change.path("visibleAt").isNull()).isTrue();
        assertThat(only(change.path("steps")).path("removalReason").asString()).isEqualTo("DISCARDED");
        assertThat(page("/console/outbox/change?token=" + token))
                .contains("data-state=\"PARTLY_VISIBLE\"", "discarded");
    }

    @Test
    void aChangeThatNeedsNoRunIsVisibleWithTheCatalogue() {
        String token = committed("UPDATE cashback_configuration SET is_active = false");
        JsonNode change = ask(token);
        assertThat(change.path("state").asString()).isEqualTo("VISIBLE");
        assertThat(change.path("steps")).isEmpty();
        assertThat(page("/console/outbox/change?token=" + token)).contains("as soon as the catalogue included it");
    }

    /** An event that fails repeatedly is split in halves to find the failing user; a split is no step of the change. */
    @Test
    void anEventThatWasSplitHasNotLeft() {
        String token =
                committed("UPDATE customer_type SET type = 'Vip' WHERE user_id < '%s'".formatted(new UUID(5, 3)));
        jdbc.sql("UPDATE outbox_event SET attempts = 1").update();
        Lease.UserEvent event =
                leases.findUserEvents(leases.leaseUserEvents().id()).get(0);
        new TransactionTemplate(transactions)
                .executeWithoutResult(transaction -> eventFailures.recordEvent(event, "broken"));
        JsonNode change = ask(token);
        assertThat(change.path("pendingEvents").asInt()).isEqualTo(2);
        assertThat(change.path("steps")).isEmpty();
    }

    @Test
    void isForgottenAfterAnHour() {
        committed("UPDATE customer_type SET type = 'Vip'");
        worker.drain();
        jdbc.sql("UPDATE outbox_done SET done_at = done_at - interval '61 min'").update();
        String token = committed("UPDATE customer_type SET type = 'New' WHERE user_id = '%s'".formatted(USER));
        worker.drain();
        assertThat(kept()).isEqualTo(4);
        eventHistory.prune();
        assertThat(kept()).isEqualTo(1);
        assertThat(ask(token).path("steps")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ops:write | v1.12 | FORBIDDEN
            ops:read  | 12    | BAD_REQUEST
            """)
    void refuses(String scope, String token, String classification) {
        JsonNode error = apiClient
                .execute(
                        apiClient.token("ops-ann", scope),
                        "query($t: ID!) { change(token: $t) { state } }",
                        Map.of("t", token))
                .onlyError();
        assertThat(error.at("/extensions/classification").asString()).isEqualTo(classification);
    }

    @Test
    void aFutureTransactionNumberIsOpen() {
        assertThat(ask("v1.99999999999").path("state").asString()).isEqualTo("OPEN");
    }

    private String committed(String sql) {
        return new TransactionTemplate(transactions).execute(transaction -> {
            jdbc.sql(sql).update();
            return freshnessTokens.currentToken().text();
        });
    }

    private JsonNode ask(String token) {
        return apiClient
                .execute(apiClient.token("ops-ann", "ops:read"), """
                query($t: ID!) { change(token: $t) {
                    state committedAt inCatalog pendingEvents leasedAt visibleAt
                    steps { removalReason run kind offerId events users createdAt leasedAt doneAt }
                } }
                """, Map.of("t", token))
                .data()
                .path("change");
    }

    private static JsonNode only(JsonNode steps) {
        assertThat(steps).hasSize(1);
        return steps.get(0);
    }

    private static Instant time(JsonNode node, String name) {
        return Instant.parse(node.path(name).asString());
    }

    private Instant databaseTime() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private String page(String path) {
        return ConsoleClient.of(port, tokens, "ops:read").get(path).body();
    }

    private long lastRun(String job) {
        return jdbc.sql("""
                        SELECT max(job_execution_id) FROM batch.batch_job_execution JOIN batch.batch_job_instance USING (job_instance_id)
                        WHERE job_name = ?
                        """).param(job).query(Long.class).single();
    }

    private long kept() {
        return jdbc.sql("SELECT count(*) FROM outbox_done").query(Long.class).single();
    }
}
