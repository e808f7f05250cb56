package io.eligo.bench.load;

import io.eligo.bench.BenchDatabase;
import io.eligo.bench.BenchRedis;
import io.eligo.bench.BenchServer;
import io.eligo.servers.DevTokens;
import java.util.List;
import java.util.UUID;

/** PostgreSQL with demo data and grants, Redis, and a node with all roles. */
record LoadTarget(BenchDatabase database, BenchRedis redis, DevTokens tokens, BenchServer server) {
    interface LoadTest {
        /** Whether the test is passed. */
        boolean run(LoadTarget target) throws Exception;
    }

    /** Starts the servers, runs the test, and stops them. */
    static boolean with(int users, LoadTest test) throws Exception {
        try (BenchDatabase postgres = BenchDatabase.start();
                BenchRedis redis = BenchRedis.start()) {
            BenchDatabase database = postgres.createDatabase("load");
            BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=" + users, "merchants=2000", "offers=10000");
            ChangedOffers.insert(database);
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            var tokens = new DevTokens();
            try (BenchServer server = BenchServer.start(
                    database,
                    tokens,
                    BenchServer.JAVA,
                    List.of("-Xmx1g", "-jar", "target/eligo.jar"),
                    List.of("--spring.data.redis.url=" + redis.url(), "--spring.threads.virtual.enabled=true"))) {
                return test.run(new LoadTarget(database, redis, tokens, server));
            }
        }
    }

    /** Users with a customer type, in a random order that is always the same. */
    List<UUID> users(int first, int count) {
        return database.sql()
                .sql("SELECT user_id FROM user_grants ORDER BY md5(user_id::text) OFFSET ? LIMIT ?")
                .params(first, count)
                .query(UUID.class)
                .list();
    }

    String operator() {
        return tokens.token("load-test", "ops:read ops:write");
    }
}
