package io.eligo.bench;

import io.eligo.servers.DevTokens;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The benchmark {@code ops/bench/scrape}, described there. */
public final class ScrapeBench {
    private static final int SCRAPES = 200;

    private final Measurements measurements = new Measurements();
    private final DevTokens tokens = new DevTokens();

    private ScrapeBench() {}

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(words, "users=1000000", "executions=100000", "out=target/bench/scrape");
        new ScrapeBench().measure(arguments);
    }

    private void measure(BenchArguments arguments) throws Exception {
        int users = arguments.number("users");
        int executions = arguments.number("executions");
        Path out = arguments.out();
        try (BenchDatabase database = BenchDatabase.start();
                BenchRedis redis = BenchRedis.start()) {
            BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=" + users, "merchants=2000", "offers=10000");
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            insertExecutions(database, executions);
            try (BenchServer server = BenchServer.withEndpoints(database, tokens, redis, BenchServer.JAVA, List.of())) {
                scrape(server, users, executions);
            }
        }
        measurements.writeJson(new File(out + ".json"), arguments.about("ops/bench/scrape"));
    }

    /** Completed executions of the outbox's jobs and, one in a hundred, of full rebuilds. */
    private static void insertExecutions(BenchDatabase database, long executions) {
        database.execute(
                "INSERT INTO batch.batch_job_instance SELECT 1000000 + n, 0, CASE WHEN n %% 100 = 0 THEN 'full-rebuild' ELSE 'user-changes' END, md5(n::text) FROM generate_series(1, %d) AS n"
                        .formatted(executions),
                "INSERT INTO batch.batch_job_execution (job_execution_id, version, job_instance_id, create_time, start_time, end_time, status, exit_code, last_updated) SELECT 1000000 + n, 0, 1000000 + n, now(), now(), now(), 'COMPLETED', 'COMPLETED', now() FROM generate_series(1, %d) AS n"
                        .formatted(executions),
                "ANALYZE");
    }

    private void scrape(BenchServer server, long users, long executions) throws Exception {
        String token = tokens.token("prometheus", "ops:read");
        double first = 1e3 * Measurements.measureSeconds(() -> server.get(token, "/actuator/prometheus"));
        var millis = new double[SCRAPES];
        for (int i = 0; i < SCRAPES; i++) {
            millis[i] = 1e3 * Measurements.measureSeconds(() -> server.get(token, "/actuator/prometheus"));
        }
        Arrays.sort(millis);
        String size = " at %,d executions, ms".formatted(executions);
        measurements.put(users, "first scrape" + size, first);
        measurements.put(users, "scrape, median" + size, millis[SCRAPES / 2]);
        measurements.put(users, "scrape, slowest of %d".formatted(SCRAPES) + size, millis[SCRAPES - 1]);
        measurements.put(
                users,
                "lines of a scrape",
                server.get(token, "/actuator/prometheus").lines().count());
    }
}
