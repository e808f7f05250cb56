package io.eligo.exactness;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eligo.EligoApplication;
import io.eligo.jobs.JobRunner;
import io.eligo.servers.DevTokens;
import io.eligo.servers.RedisProcess;
import io.eligo.servers.RestorablePostgresql;
import io.eligo.servers.TestServers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/**
 * A backup, changes, and the backup put back: the answers are again those of the backup, although Redis and the memory of a node that
 * kept running have the later ones, and changes after it are followed.
 */
class RestoreTest {
    private static final String FEED = """
            query ($user: ID) { offers(first: 100, userId: $user) { totalCount edges { node { id name } } } }
            """;

    /** In the order in which rows can be inserted. */
    private static final List<String> SOURCE_TABLES = List.of(
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "exclusive_offer",
            "loyalty_program",
            "cashback_tier",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "customer_type");

    @TempDir
    Path folder;

    private RedisProcess redis;
    private RestorablePostgresql server;
    private @Nullable ConfigurableApplicationContext node;

    @BeforeEach
    void loadUsersAndOffers(TestInfo test) {
        boolean isLong = test.getTags().contains("long");
        assumeTrue(RestorablePostgresql.isAvailable(), "needs an embedded PostgreSQL");
        redis = RedisProcess.start();
        server = RestorablePostgresql.start(folder);
        node = startNode(server.database());
        run(
                "demo-data",
                Map.of(
                        "users",
                        isLong ? "200" : "60",
                        "merchants",
                        isLong ? "20" : "10",
                        "offers",
                        isLong ? "100" : "60"));
        run("full-rebuild", Map.of());
    }

    @AfterEach
    void stopAll() {
        stopNode();
        if (server != null) {
            server.close();
            redis.close();
        }
    }

    @Test
    void aNodeThatKeepsRunningAnswersFromTheRestoredDirectory() {
        Map<UUID, String> atBackup = awaitCurrentFeeds();
        server.backUp(folder.resolve("backup"));
        changeMuch();
        assertThat(awaitCurrentFeeds()).isNotEqualTo(atBackup);

        server.restore(folder.resolve("backup"));

        assertRestored(atBackup);
    }

    @Test
    @Tag("long")
    void aNodeThatStartsAfterwardsAnswersFromTheRestoredDirectory() {
        Map<UUID, String> atBackup = awaitCurrentFeeds();
        server.backUp(folder.resolve("backup"));
        changeMuch();
        assertThat(awaitCurrentFeeds()).isNotEqualTo(atBackup);

        stopNode();
        server.restore(folder.resolve("backup"));
        node = startNode(server.database());

        assertRestored(atBackup);
    }

    /** As pg_dump writes a whole database and reads it back: triggers are created after the rows, search_path is empty. */
    @Test
    @Tag("long")
    void aNodeAnswersFromADatabaseWithAllRowsOfADump() throws SQLException {
        Map<UUID, String> atBackup = awaitCurrentFeeds();
        stopNode();
        TestServers.Database restored = TestServers.migratedDatabase();
        copyRows(restored, true, allTables());
        node = startNode(server.database());
        changeMuch();
        assertThat(awaitCurrentFeeds()).isNotEqualTo(atBackup);

        stopNode();
        node = startNode(restored);

        assertRestored(atBackup);
    }

    /** As pg_dump --data-only of the source tables: their triggers are there, search_path is empty. */
    @Test
    @Tag("long")
    void aNodeAnswersFromADatabaseIntoWhichTheSourceRowsAreCopied() throws SQLException {
        Map<UUID, String> atBackup = awaitCurrentFeeds();
        TestServers.Database restored = TestServers.migratedDatabase();
        copyRows(restored, false, SOURCE_TABLES);

        stopNode();
        node = startNode(restored);

        assertRestored(atBackup);
    }

    private void assertRestored(Map<UUID, String> atBackup) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(feeds()).isEqualTo(atBackup));
        assertCurrent();
        // Transactions after a restore may have the numbers of lost ones.
        changeMuch();
        assertThat(awaitCurrentFeeds()).isNotEqualTo(atBackup);
    }

    private void changeMuch() {
        JdbcClient jdbc = jdbc();
        jdbc.sql("UPDATE cashback_configuration SET is_active = NOT is_active WHERE id IN "
                        + "(SELECT id FROM cashback_configuration ORDER BY md5(id::text || random()) LIMIT 10)")
                .update();
        jdbc.sql(
                        "UPDATE merchant SET status = 'Suspended' WHERE id = (SELECT id FROM merchant ORDER BY random() LIMIT 1)")
                .update();
        for (int i = 0; i < 30; i++) {
            jdbc.sql("UPDATE customer_type SET type = CASE type WHEN 'Vip' THEN 'New' ELSE 'Vip' END WHERE user_id = "
                            + "(SELECT user_id FROM customer_type ORDER BY random() LIMIT 1)")
                    .update();
        }
    }

    /** The feeds of all users once no change is pending, read twice, so that Redis has them. */
    private Map<UUID, String> awaitCurrentFeeds() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() ->
                        jdbc().sql("SELECT outbox_pending()").query(Long.class).single() == 0);
        // The longest time until an answer follows a change that is done.
        Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        feeds();
        assertCurrent();
        return feeds();
    }

    private void assertCurrent() {
        assertThat(GrantsChecker.check(running().getBean(DataSource.class)).differences())
                .isZero();
    }

    private Map<UUID, String> feeds() {
        RestClient client = RestClient.builder()
                .baseUrl("http://localhost:" + running().getEnvironment().getProperty("local.server.port") + "/graphql")
                .defaultHeader(
                        "Authorization",
                        "Bearer " + running().getBean(DevTokens.class).token("service", "offers:any"))
                .build();
        return jdbc().sql("SELECT DISTINCT user_id FROM customer_type").query(UUID.class).list().stream()
                .collect(toMap(user -> user, user -> feed(client, user)));
    }

    private static String feed(RestClient client, UUID user) {
        JsonNode answer = client.post()
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("query", FEED, "variables", Map.of("user", user)))
                .retrieve()
                .body(JsonNode.class);
        assertThat(answer.has("errors")).as("%s", answer).isFalse();
        return answer.at("/data/offers").toString();
    }

    private ConfigurableApplicationContext startNode(TestServers.Database database) {
        var details = new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of("127.0.0.1", redis.port());
            }
        };
        return new SpringApplicationBuilder(EligoApplication.class, DevTokens.class)
                .initializers(context -> {
                    var beans = (GenericApplicationContext) context;
                    beans.registerBean("databaseDetails", JdbcConnectionDetails.class, () -> database);
                    beans.registerBean("redisDetails", DataRedisConnectionDetails.class, () -> details);
                })
                .run(
                        "--eligo.roles=api,console,scheduler,worker",
                        "--server.port=0",
                        // The windows of the offers neither open nor close meanwhile.
                        "--eligo.clock=2026-11-22T12:00:00Z",
                        "--eligo.redis.timeout=PT1S",
                        // On a busy machine a request may take long.
                        "--eligo.limits.timeout=PT1M",
                        "--eligo.limits.rate.per-second=1000000",
                        "--eligo.limits.rate.burst=1000000",
                        "--spring.quartz.scheduler-name=restore-" + UUID.randomUUID());
    }

    private void stopNode() {
        if (node != null) {
            node.close();
            node = null;
        }
    }

    private ConfigurableApplicationContext running() {
        return Objects.requireNonNull(node);
    }

    private JdbcClient jdbc() {
        return running().getBean(JdbcClient.class);
    }

    private void run(String job, Map<String, String> arguments) {
        assertThat(running().getBean(JobRunner.class).run(job, arguments).isCompleted())
                .isTrue();
    }

    private List<String> allTables() {
        return JdbcClient.create(server.database().dataSource())
                .sql("""
                        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename NOT LIKE 'databasechangelog%'
                        """)
                .query(String.class)
                .list();
    }

    private void copyRows(TestServers.Database into, boolean withoutTriggers, List<String> tables) throws SQLException {
        try (Connection from = server.database().dataSource().getConnection();
                Connection to = into.dataSource().getConnection()) {
            execute(to, "SELECT set_config('search_path', '', false)");
            if (withoutTriggers) {
                for (String table : tables) {
                    execute(to, "ALTER TABLE " + table + " DISABLE TRIGGER ALL");
                    execute(to, "DELETE FROM " + table);
                }
            }
            CopyManager out = from.unwrap(PGConnection.class).getCopyAPI();
            CopyManager in = to.unwrap(PGConnection.class).getCopyAPI();
            for (String table : tables) {
                String columns = columns(from, qualified(table));
                var rows = new ByteArrayOutputStream();
                out.copyOut("COPY %s (%s) TO STDOUT".formatted(qualified(table), columns), rows);
                in.copyIn(
                        "COPY %s (%s) FROM STDIN".formatted(qualified(table), columns),
                        new ByteArrayInputStream(rows.toByteArray()));
            }
            if (withoutTriggers) {
                for (String statement : statementsAfterTheRows(from)) {
                    execute(to, statement);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String qualified(String table) {
        return table.contains(".") ? table : "public." + table;
    }

    private static String columns(Connection connection, String table) throws SQLException {
        return String.join(", ", strings(connection, """
                SELECT quote_ident(attname) FROM pg_attribute
                WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                ORDER BY attnum""".formatted(table)));
    }

    private static List<String> statementsAfterTheRows(Connection connection) throws SQLException {
        return strings(connection, """
                WITH trigger AS (
                    SELECT format('%I.%I', n.nspname, c.relname) AS table_name, tgname, tgenabled
                    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace)
                SELECT format('ALTER TABLE %s ENABLE TRIGGER ALL', table_name) FROM trigger GROUP BY table_name
                UNION ALL
                SELECT format('ALTER TABLE %s ENABLE %s TRIGGER %I', table_name, CASE tgenabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, tgname)
                FROM trigger WHERE tgenabled IN ('A', 'R')
                UNION ALL
                SELECT format('SELECT setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),
                    last_value IS NOT NULL)
                FROM pg_sequences""");
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }
}
