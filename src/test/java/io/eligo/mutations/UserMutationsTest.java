package io.eligo.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.grants.GrantsReconciler;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Customer types of users, and complete erasure. */
@ApiTest
class UserMutationsTest {
    private static final UUID USER = ShopFixture.id("user");
    private static final String RECEIPT = "{ userId relations grants pendingEvents jobRecords freshness }";

    @Autowired
    ApiClient apiClient;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    GrantsReconciler reconciler;

    @Autowired
    PlatformTransactionManager transactions;

    private ShopFixture shopFixture;

    @BeforeEach
    void open() {
        shopFixture = new ShopFixture(apiClient, jdbc);
        shopFixture.reset();
        shopFixture.createOffers();
        TableCleaner.empty(
                jdbc,
                "outbox_event, batch.batch_job_instance, batch.launch, operator_action, staging.customer_type, deferral");
    }

    @AfterEach
    void dropTheBusyNode() {
        jdbc.sql("DELETE FROM batch.node WHERE name = 'busy'").update();
    }

    @Test
    void aTypeIsSetInAnyCaseAndChanged() {
        JsonNode set = shopFixture.execute(set("VIP"), "{ userId merchantId type changed freshness }");

        assertThat(set.path("userId").asString()).isEqualTo(USER.toString());
        assertThat(set.path("merchantId").asString())
                .isEqualTo(ShopFixture.id("merchant").toString());
        assertThat(set.path("type").asString()).isEqualTo("Vip");
        assertThat(set.path("changed").asBoolean()).isTrue();
        assertThat(set.path("freshness").asString())
                .isEqualTo(shopFixture.value("SELECT 'v1.' || xmin FROM customer_type"));
        assertThat(shopFixture.value("SELECT type FROM customer_type")).isEqualTo("Vip");

        assertThat(changed(set("vip"))).isFalse();
        assertThat(set.path("freshness").asString())
                .isEqualTo(shopFixture.value("SELECT 'v1.' || xmin FROM customer_type"));
        assertThat(changed(set("nonCustomer"))).isTrue();
        assertThat(shopFixture.value("SELECT type FROM customer_type")).isEqualTo("NonCustomer");
    }

    @Test
    void removingAMissingCustomerTypeIsNoError() {
        String remove = "removeCustomerType(userId: \"@user\", merchantId: \"@merchant\")";
        shopFixture.changeOffer("updateOffer(id: \"@cashback\", input: {})");
        assertThat(changed(set("New"))).isTrue();

        assertThat(changed(remove)).isTrue();
        assertThat(shopFixture.count("customer_type")).isZero();
        assertThat(changed(remove)).isFalse();
        assertThat(changed(remove.replace("@merchant", "@unknown"))).isFalse();
    }

    @Test
    void whoIsErasedIsNowhereAndTheReceiptCounts() {
        UUID another = ShopFixture.id("unknown");
        assertThat(changed(set("Vip"))).isTrue();
        assertThat(changed(set("New").replace("@merchant", "@other"))).isTrue();
        assertThat(changed(set("Vip").replace("@user", "@unknown"))).isTrue();
        reconcile(USER, another);
        TableCleaner.empty(jdbc, "outbox_event");
        event("users", USER);
        event("users", USER, another);
        event("users", another);
        jdbc.sql(
                        "INSERT INTO outbox_event (kind, offer_id, offer_no, merchant_id, may_revoke) VALUES ('offer', gen_random_uuid(), 1, gen_random_uuid(), true)")
                .update();
        long instance = job("user", USER.toString().toUpperCase(Locale.ROOT));
        job("user", another.toString());
        job("dir", USER.toString());

        JsonNode receipt = shopFixture.execute("eraseUser(userId: \"@user\")", RECEIPT);

        assertThat(receipt.path("userId").asString()).isEqualTo(USER.toString());
        assertThat(receipt.path("relations").asInt()).isEqualTo(2);
        assertThat(receipt.path("grants").asInt()).isEqualTo(2);
        assertThat(receipt.path("pendingEvents").asInt()).isEqualTo(2);
        assertThat(receipt.path("jobRecords").asInt()).isEqualTo(1);
        assertThat(receipt.path("freshness").asString()).startsWith("v1.");
        assertThat(jdbc.sql("SELECT user_id FROM customer_type")
                        .query(UUID.class)
                        .list())
                .containsExactly(another);
        assertThat(jdbc.sql("SELECT user_id FROM user_grants").query(UUID.class).list())
                .containsExactly(another);
        assertThat(shopFixture.count("outbox_event WHERE '%s' = ANY (users)".formatted(USER)))
                .isZero();
        assertThat(shopFixture.count("outbox_event WHERE users = ARRAY['%s']::uuid[]".formatted(another)))
                .isEqualTo(2);
        assertThat(shopFixture.count("outbox_event WHERE kind = 'offer'")).isEqualTo(1);
        assertThat(shopFixture.value("""
                SELECT parameter_value FROM batch.batch_job_execution_params p
                JOIN batch.batch_job_execution e USING (job_execution_id) WHERE e.job_instance_id = %d
                """.formatted(instance))).isEqualTo("erased");
        assertThat(shopFixture.count("batch.batch_job_execution_params WHERE parameter_value = 'erased'"))
                .isEqualTo(1);
    }

    @Test
    void noTableNamesAnErasedUserAndDataOfOthersStays() {
        UUID another = ShopFixture.id("unknown");
        for (UUID user : List.of(USER, another)) {
            long instance = job("user", user.toString().toUpperCase(Locale.ROOT));
            assertThat(changed(set("Vip").replace("@user", user.toString()))).isTrue();
            reconcile(user);
            mention(user, instance);
        }
        Map<String, Long> othersBefore = mentions(another);

        shopFixture.execute("eraseUser(userId: \"@user\")", RECEIPT);

        Awaitility.await().until(() -> mentions(USER), Map::isEmpty);
        assertThat(mentions(another)).isEqualTo(othersBefore);
        assertThat(othersBefore)
                .containsKeys("operator_action", "batch.launch", "staging.customer_type", "outbox_event");
        assertThat(shopFixture.count("operator_action WHERE target LIKE 'user-changes {user=erased-%'"))
                .isEqualTo(1);
        assertThat(shopFixture.value("SELECT refusal FROM batch.launch WHERE arguments ->> 'user' = 'erased'"))
                .isEqualTo("the user was erased");
        assertThat(shopFixture.count("staging.customer_type")).isEqualTo(1);
        assertThat(shopFixture.count("staging.reject WHERE reason = 'the user was erased' AND line = 2"))
                .isEqualTo(1);
    }

    @Test
    void whoIsErasedTwiceWasErased() {
        assertThat(changed(set("Vip"))).isTrue();
        shopFixture.execute("eraseUser(userId: \"@user\")", RECEIPT);

        JsonNode receipt = shopFixture.execute("eraseUser(userId: \"@user\")", RECEIPT);

        for (String count : List.of("relations", "grants", "pendingEvents", "jobRecords")) {
            assertThat(receipt.path(count).asInt(-1)).as(count).isZero();
        }
    }

    @Test
    void erasureWaitsForAReconciliationOfTheUser() throws Exception {
        assertThat(changed(set("Vip"))).isTrue();
        var computed = new CountDownLatch(1);
        var erasing = new CountDownLatch(1);
        var reconcile =
                CompletableFuture.runAsync(() -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    reconciler.reconcile(List.of(USER));
                    computed.countDown();
                    await(erasing);
                }));
        await(computed);
        var receipt = CompletableFuture.supplyAsync(() -> shopFixture.execute("eraseUser(userId: \"@user\")", RECEIPT));
        Awaitility.await().until(() -> shopFixture.count("pg_locks WHERE NOT granted AND locktype = 'advisory'") > 0);

        erasing.countDown();
        reconcile.get();

        assertThat(receipt.get().path("grants").asInt()).isEqualTo(2);
        assertThat(shopFixture.count("user_grants")).isZero();
        reconcile(USER);
        assertThat(shopFixture.count("user_grants")).isZero();
    }

    /** Inserts a row in every table that may name a user. */
    private void mention(UUID user, long instance) {
        String id = user.toString();
        event("users", user);
        jdbc.sql("UPDATE outbox_event SET error = 'Key (user_id)=(' || ? || ') is odd' WHERE ? = ANY (users)")
                .params(id, user)
                .update();
        // Leased to a live node, so that no worker of this process starts it.
        jdbc.sql(
                        "INSERT INTO batch.node (name, roles, expires_at) VALUES ('busy', '{}', now() + interval '1 hour') ON CONFLICT DO NOTHING")
                .update();
        jdbc.sql("""
                        INSERT INTO batch.launch (job, arguments, requested_by, claimed_by)
                        VALUES ('user-changes', jsonb_build_object('user', upper(?)), 'operator', 'busy')
                        """).param(id).update();
        jdbc.sql(
                        "INSERT INTO operator_action (operator, action, target, reason, outcome) VALUES (?, 'launch', ?, ?, 'done')")
                .params(id, "user-changes {user=" + id + "}", "asked by " + id.toUpperCase(Locale.ROOT))
                .update();
        jdbc.sql(
                        "UPDATE batch.batch_job_execution SET error = ?, summary = ?, exit_message = ? WHERE job_instance_id = ?")
                .params(id, id, id, instance)
                .update();
        jdbc.sql("INSERT INTO batch.job_progress (job_instance_id, partition, last_user) VALUES (?, 'user:0', ?)")
                .params(instance, user)
                .update();
        jdbc.sql("""
                        INSERT INTO batch.deferred_revocation (job_instance_id, partition, from_user, to_user, granted, revoked, unchanged,
                            merchant_nos, merchant_current, merchant_granted, merchant_revoked)
                        VALUES (?, 'user:0', ?, ?, 0, 0, 0, '{}', '{}', '{}', '{}')
                        """).params(instance, user, user).update();
        jdbc.sql("""
                        INSERT INTO batch.batch_job_execution_context (job_execution_id, short_context)
                        SELECT job_execution_id, '{"ranges":"' || ? || '/' || ? || '"}' FROM batch.batch_job_execution WHERE job_instance_id = ?
                        """).params(id, id, instance).update();
        jdbc.sql(
                        "INSERT INTO staging.file (job_instance_id, source, fingerprint) VALUES (?, 'customer_types', 'customer_types.csv 1 2')")
                .param(instance)
                .update();
        jdbc.sql(
                        "INSERT INTO staging.customer_type (line, user_id, merchant_id, type) VALUES (2, ?, gen_random_uuid(), 'New')")
                .param(user)
                .update();
        jdbc.sql("""
                        INSERT INTO staging.reject (job_instance_id, source, file, line, column_name, value, reason)
                        VALUES (?, 'customer_types', 'customer_types.csv', 3, 'user_id', ?, 'a duplicate of line 2')
                        """).params(instance, id).update();
        jdbc.sql("INSERT INTO deferral (merchant_id, deferred_by, reason) VALUES (?, ?, ?)")
                .params(user, "operator", "for " + id)
                .update();
        jdbc.sql("UPDATE deferral SET merchant_id = gen_random_uuid() WHERE merchant_id = ?")
                .param(user)
                .update();
    }

    /** Number of rows that name the user, by table, in all schemas. */
    private Map<String, Long> mentions(UUID user) {
        List<String> tables = jdbc.sql("""
                        SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                          AND NOT pg_is_other_temp_schema(n.oid)
                        """).query(String.class).list();
        var found = new TreeMap<String, Long>();
        for (String table : tables) {
            long rows = shopFixture.count("%s AS t WHERE t::text ILIKE '%%%s%%'".formatted(table, user));
            if (rows > 0) {
                found.put(table, rows);
            }
        }
        return found;
    }

    private static String set(String type) {
        return "setCustomerType(userId: \"@user\", merchantId: \"@merchant\", type: \"%s\")".formatted(type);
    }

    private boolean changed(String call) {
        return shopFixture.execute(call, "{ changed }").path("changed").asBoolean();
    }

    private void reconcile(UUID... users) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> reconciler.reconcile(List.of(users)));
    }

    private void event(String kind, UUID... users) {
        jdbc.sql("INSERT INTO outbox_event (kind, users, may_revoke) VALUES (?, ?, true)")
                .params(kind, users)
                .update();
    }

    /** Inserts a job that ran with one parameter; returns its instance id. */
    private long job(String parameter, String value) {
        return jdbc.sql("""
                        WITH instance AS (
                            INSERT INTO batch.batch_job_instance (job_instance_id, version, job_name, job_key)
                            VALUES (nextval('batch.batch_job_instance_seq'), 0, 'user-changes', md5(?)) RETURNING job_instance_id
                        ), execution AS (
                            INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, status)
                            SELECT nextval('batch.batch_job_execution_seq'), 0, job_instance_id, now(), 'COMPLETED' FROM instance
                            RETURNING job_execution_id, job_instance_id
                        ), parameters AS (
                            INSERT INTO batch.batch_job_execution_params
                                (job_execution_id, parameter_name, parameter_type, parameter_value, identifying)
                            SELECT job_execution_id, ?, 'java.lang.String', ?, 'Y' FROM execution
                        )
                        SELECT job_instance_id FROM execution
                        """)
                .params(parameter + value, parameter, value)
                .query(Long.class)
                .single();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
