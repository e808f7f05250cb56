package io.eligo.bench;

import io.eligo.bench.chart.BarChart;
import io.eligo.servers.DevTokens;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark {@code ops/bench/seed}, described there. */
public final class SeedBench {
    private static final int CALLERS = 300;
    private static final int CONCURRENT_CALLERS = 100;
    private static final int ROUNDS = 10;
    private static final int WARM_UP_ROUNDS = 33;
    private static final double MISS_TARGET = 50;
    private static final double HIT_TARGET = 5;
    private static final String MISS = "cache miss, p95, ms (under %.0f)".formatted(MISS_TARGET);
    private static final String HIT = "cache hit, p95, ms (under %.0f)".formatted(HIT_TARGET);

    private final Measurements measurements = new Measurements();
    private final DevTokens tokens;

    private SeedBench(DevTokens tokens) {
        this.tokens = tokens;
    }

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(words, "sizes=1000,100000", "out=target/bench/seed");
        new SeedBench(new DevTokens()).measure(arguments);
    }

    private void measure(BenchArguments arguments) throws Exception {
        String[] sizes = arguments.text("sizes").split(",");
        Path out = arguments.out();
        try (BenchDatabase postgres = BenchDatabase.start()) {
            for (String size : sizes) {
                BenchDatabase database = postgres.createDatabase("seed_" + size);
                BenchServer.runJob(
                        database, "-Xmx512m", "demo-data", "users=" + size, "merchants=2000", "offers=10000");
                BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
                try (BenchRedis redis = BenchRedis.start();
                        BenchServer server =
                                BenchServer.withEndpoints(database, tokens, redis, BenchServer.JAVA, List.of())) {
                    measure(database, redis, server, Long.parseLong(size));
                }
                database.drop();
            }
        }
        double grown = measurements.get(Long.parseLong(sizes[sizes.length - 1]), HIT)
                / measurements.get(Long.parseLong(sizes[0]), HIT);
        measurements.put(
                Long.parseLong(sizes[sizes.length - 1]),
                "constant with users: a hit beside one of %s users, times".formatted(sizes[0]),
                grown);
        measurements.writeJson(new File(out + ".json"), arguments.about("ops/bench/seed"));
        plot(out);
    }

    private void plot(Path out) throws IOException {
        var bars = new LinkedHashMap<String, Map<String, Double>>();
        for (String name : List.of(MISS, HIT)) {
            var bySize = new LinkedHashMap<String, Double>();
            for (long users : measurements.sizes()) {
                bySize.put("%,d users".formatted(users), measurements.get(users, name));
            }
            bySize.put("promised", name.equals(MISS) ? MISS_TARGET : HIT_TARGET);
            bars.put(name.substring(0, name.indexOf(", ms")), bySize);
        }
        String subtitle = "A page of 20 offers by HTTP, one caller, %d processors, %s"
                .formatted(Runtime.getRuntime().availableProcessors(), LocalDate.now());
        new BarChart("Response times promised before Eligo was built, and measured", subtitle, "ms", bars).write(out);
    }

    private void measure(BenchDatabase database, BenchRedis redis, BenchServer server, long users) throws Exception {
        List<Caller> all = callers(database, 3 * CALLERS);
        warmUp(all.subList(0, CALLERS), redis, server);
        List<Caller> fresh = all.subList(CALLERS, 2 * CALLERS);
        double[] miss = measureEach(fresh, caller -> caller.page(server));
        double[] hit = measureEach(fresh, caller -> caller.page(server));
        ReadsBench.useQueryTimeResolver(database, true);
        measureEach(all.subList(0, 100), caller -> caller.page(server));
        double[] old = measureEach(fresh.subList(0, 100), caller -> caller.page(server));
        ReadsBench.useQueryTimeResolver(database, false);
        measurements.put(users, MISS, percentile(miss, 0.95));
        measurements.put(users, HIT, percentile(hit, 0.95));
        measurements.put(
                users,
                "100 concurrent, the last answer, ms (under 2,000)",
                measureConcurrent(all.subList(2 * CALLERS, 2 * CALLERS + CONCURRENT_CALLERS), server));
        measurements.put(users, "the old resolver, p95, ms", percentile(old, 0.95));
        measurements.put(
                users,
                "the old resolver / a miss, medians (at least 10)",
                percentile(old, 0.5) / percentile(miss, 0.5));
        measurements.put(users, "the old resolver / a hit, medians", percentile(old, 0.5) / percentile(hit, 0.5));
    }

    /** Warm-up of client and server: some 10,000 first reads, each with a new token, and as many second ones. */
    private void warmUp(List<Caller> callers, BenchRedis redis, BenchServer server) throws Exception {
        try (var redisFlusher = redis.flushContinuously()) {
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                String scope = "round-" + round;
                measureEach(callers, caller -> caller.renewed(tokens, scope).page(server));
            }
        }
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            measureEach(callers, caller -> caller.page(server));
        }
    }

    private record Caller(UUID user, String token) {
        private static final String PAGE = new JsonMapper().writeValueAsString(Map.of("query", ReadsBench.PAGE));

        Caller renewed(DevTokens tokens, String scope) {
            return new Caller(user, tokens.token(user.toString(), scope));
        }

        // The bytes are the answer: parsing 600 values is the caller's work.
        void page(BenchServer server) throws Exception {
            String answer = server.post(token, PAGE);
            if (!answer.startsWith("{\"data\":{\"offers\":{")) {
                throw new IllegalStateException(answer);
            }
        }
    }

    private List<Caller> callers(BenchDatabase database, int count) {
        return database
                .sql()
                .sql("SELECT user_id FROM user_grants ORDER BY md5(user_id::text) LIMIT ?")
                .param(count)
                .query(UUID.class)
                .list()
                .stream()
                .map(user -> new Caller(user, tokens.token(user.toString(), "")))
                .toList();
    }

    private interface TimedRequest {
        void ask(Caller caller) throws Exception;
    }

    private static double[] measureEach(List<Caller> callers, TimedRequest question) throws Exception {
        var millis = new double[callers.size()];
        for (int i = 0; i < millis.length; i++) {
            Caller caller = callers.get(i);
            millis[i] = 1e3 * Measurements.measureSeconds(() -> question.ask(caller));
        }
        return millis;
    }

    /** All callers at once, several rounds; the median of each round's slowest. In the first round there are no copies. */
    private static double measureConcurrent(List<Caller> callers, BenchServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT_CALLERS);
        try {
            var longest = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                List<Callable<Object>> asking = new ArrayList<>();
                for (Caller caller : callers) {
                    asking.add(() -> {
                        caller.page(server);
                        return "";
                    });
                }
                longest[round] = 1e3
                        * Measurements.measureSeconds(() -> {
                            for (Future<Object> asked : threads.invokeAll(asking)) {
                                asked.get();
                            }
                        });
            }
            return Measurements.medianOf(longest);
        } finally {
            threads.shutdown();
        }
    }

    private static double percentile(double[] millis, double share) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
