package io.eligo.bench;

import io.eligo.bench.WrkLoad.LoadRequest;
import io.eligo.bench.WrkLoad.LoadResult;
import io.eligo.bench.chart.BarChart;
import io.eligo.servers.DevTokens;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark {@code ops/bench/reads}, described there. */
public final class ReadsBench {
    static final String PAGE = """
        query Page($user: ID) {
          offers(first: 20, userId: $user) {
            edges { cursor node {
              id name description offerType validFrom validUntil
              merchant { id name category }
              outlets { id name description }
              ... on CashbackConfiguration { tiers { id name percentage } }
              ... on LoyaltyProgram { tiers { id name minCustomerType } rewards { id name } }
            } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }
        """;
    private static final String BYTES = "(a) bytes";
    private static final String TRIVIAL = "(b) trivial field";
    private static final String HIT = "(c) page, hit";
    private static final String MISS = "(d) page, miss";
    private static final String LEGACY = "(e) page, query-time resolver";
    // Each node follows the rollout switch within half a second.
    private static final long SWITCH_MILLIS = 1_000;
    private static final String COMPRESSED = "(f) page, hit, compressed";
    // Enough users that their entries exceed the processors' caches, and few enough that signing their tokens does not
    // take longer than the measurement.
    private static final int CALLERS = 1_000;

    private final Measurements measurements = new Measurements();
    private final BenchDatabase database;
    private final DevTokens tokens;
    private final BenchRedis redis;
    private final BenchArguments arguments;

    private ReadsBench(BenchDatabase database, DevTokens tokens, BenchRedis redis, BenchArguments arguments) {
        this.database = database;
        this.tokens = tokens;
        this.redis = redis;
        this.arguments = arguments;
    }

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words,
                "users=10000",
                "seconds=5",
                "rounds=3",
                "warm-up=40",
                "connections=1,32,256",
                "jdks=" + System.getProperty("java.home"),
                "kinds=abcdef",
                "java=",
                "out=target/bench/reads");
        Path out = arguments.out();
        try (BenchDatabase postgres = BenchDatabase.start();
                BenchRedis redis = BenchRedis.start()) {
            BenchDatabase database = postgres.createDatabase("bench");
            BenchServer.runJob(
                    database,
                    "-Xmx512m",
                    "demo-data",
                    "users=" + arguments.text("users"),
                    "merchants=2000",
                    "offers=10000");
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            new ReadsBench(database, new DevTokens(), redis, arguments).measure(out);
        }
    }

    private void measure(Path out) throws Exception {
        Path callers = Files.createTempFile("callers", ".txt");
        Path users = Files.createTempFile("users", ".txt");
        try {
            List<UUID> known = database.sql()
                    .sql("SELECT user_id FROM user_grants ORDER BY md5(user_id::text)")
                    .query(UUID.class)
                    .list();
            Files.write(users, known.stream().map(UUID::toString).toList());
            Files.write(
                    callers,
                    known.stream()
                            .limit(CALLERS)
                            .map(user -> tokens.token(user.toString(), "offers:any") + " " + user)
                            .toList());
            for (String home : argument("jdks").split(",")) {
                measure(Path.of(home), callers, users);
            }
        } finally {
            Files.delete(callers);
            Files.delete(users);
        }
        measurements.writeJson(new File(out + ".json"), arguments.about("ops/bench/reads"));
        plot(out, "Requests a second", "requests/s", "/s");
        plot(Path.of(out + "-cpu"), "CPU of the server for a request", "CPU of the server, ms a request", "ms");
    }

    private void plot(Path out, String title, String figure, String unit) throws IOException {
        var bars = new LinkedHashMap<String, Map<String, Double>>();
        for (long connections : measurements.sizes()) {
            measurements.get(connections).forEach((name, value) -> {
                if (name.endsWith(": " + figure)) {
                    bars.computeIfAbsent(name.substring(0, name.lastIndexOf(": ")), kind -> new LinkedHashMap<>())
                            .put(connections == 1 ? "1 connection" : connections + " connections", value);
                }
            });
        }
        String subtitle = "A page of 20 offers, %,d users, %d processors shared with the load generator, %s"
                .formatted(number("users"), Runtime.getRuntime().availableProcessors(), LocalDate.now());
        new BarChart(title, subtitle, unit, bars).write(out);
    }

    private void measure(Path home, Path callers, Path users) throws Exception {
        try (BenchServer server = server(home)) {
            String jdk = "JDK " + jdk(home);
            var wrkLoad = new WrkLoad(server, callers);
            Map<String, LoadRequest> kinds = loadRequests(users);
            probe(server, Files.readAllLines(callers).get(0).split(" "), jdk);
            for (Map.Entry<String, LoadRequest> kind : kinds.entrySet()) {
                useQueryTimeResolver(database, kind.getKey().equals(LEGACY));
                wrkLoad.run(kind.getValue(), 32, number("warm-up"));
            }
            for (String connections : argument("connections").split(",")) {
                var seen = new LinkedHashMap<String, LoadResult>();
                for (Map.Entry<String, LoadRequest> kind : kinds.entrySet()) {
                    var rounds = new ArrayList<LoadResult>();
                    for (int round = 0; round < number("rounds"); round++) {
                        rounds.add(run(wrkLoad, kind.getKey(), kind.getValue(), Integer.parseInt(connections)));
                    }
                    rounds.sort(Comparator.comparing(LoadResult::perSecond));
                    seen.put(kind.getKey(), rounds.get(rounds.size() / 2));
                }
                report(jdk, Integer.parseInt(connections), seen);
            }
        }
    }

    private LoadResult run(WrkLoad wrkLoad, String kind, LoadRequest loadRequest, int connections) throws Exception {
        useQueryTimeResolver(database, kind.equals(LEGACY));
        LoadResult loadResult = kind.equals(MISS)
                ? runWithMisses(wrkLoad, loadRequest, connections)
                : wrkLoad.run(loadRequest, connections, number("seconds"));
        // Callers of the query-time resolver may time out waiting for a connection of the pool.
        if (loadResult.failed() > 0 && !kind.equals(LEGACY)) {
            throw new IllegalStateException("%s with %d connections: %s".formatted(kind, connections, loadResult));
        }
        return loadResult;
    }

    /** Sets the rollout switch for all users. */
    static void useQueryTimeResolver(BenchDatabase database, boolean uses) throws InterruptedException {
        int changed = database.sql()
                .sql("UPDATE rollout SET version = version + 1, enabled = ? WHERE enabled = ?")
                .params(!uses, uses)
                .update();
        if (changed > 0) {
            Thread.sleep(SWITCH_MILLIS);
        }
    }

    private LoadResult runWithMisses(WrkLoad wrkLoad, LoadRequest loadRequest, int connections) throws Exception {
        RedisFlusher redisFlusher = redis.flushContinuously();
        try {
            return wrkLoad.run(loadRequest, connections, number("seconds"));
        } finally {
            redisFlusher.close();
        }
    }

    private BenchServer server(Path home) throws Exception {
        List<String> options = Stream.of(argument("java").split(" "))
                .filter(option -> !option.isEmpty())
                .toList();
        return BenchServer.withEndpoints(
                database, tokens, redis, home.resolve("bin/java").toString(), options);
    }

    private Map<String, LoadRequest> loadRequests(Path users) {
        var kinds = new LinkedHashMap<String, LoadRequest>();
        kinds.put(BYTES, bytesRequest());
        kinds.put(TRIVIAL, trivialRequest());
        kinds.put(HIT, pageRequest(null, "identity"));
        kinds.put(MISS, pageRequest(users, "identity"));
        kinds.put(LEGACY, pageRequest(null, "identity"));
        kinds.put(COMPRESSED, pageRequest(null, "gzip"));
        kinds.keySet().removeIf(kind -> argument("kinds").indexOf(kind.charAt(1)) < 0);
        return kinds;
    }

    static LoadRequest bytesRequest() {
        return new LoadRequest("GET", "/bench/bytes", "", "identity", null);
    }

    static LoadRequest trivialRequest() {
        return new LoadRequest("POST", "/graphql", body("{ trivial }", Map.of()), "identity", null);
    }

    /** @param users a file of the users whose pages are requested; null: the callers' own */
    static LoadRequest pageRequest(@Nullable Path users, String encoding) {
        return new LoadRequest("POST", "/graphql", body(PAGE, Map.of("user", "$USER")), encoding, users);
    }

    private static String body(String document, Map<String, String> variables) {
        return new JsonMapper().writeValueAsString(Map.of("query", document, "variables", variables));
    }

    private void probe(BenchServer server, String[] caller, String jdk) throws Exception {
        Map<String, Object> request = Map.of("query", PAGE, "variables", Map.of("user", caller[1]));
        server.execute(caller[0], request);
        JsonNode page = server.execute(caller[0], request);
        if (page.path("data").path("offers").path("edges").size() != 20) {
            throw new IllegalStateException("no full page: " + page);
        }
        System.out.printf(
                "%s: a page has %,d values in %,d characters, the second time from %s%n",
                jdk,
                values(page.path("data")),
                page.toString().length(),
                page.path("extensions").path("freshness").path("source").asString());
    }

    private static int values(JsonNode node) {
        return node.isValueNode()
                ? 1
                : node.valueStream().mapToInt(ReadsBench::values).sum();
    }

    private void report(String jdk, int connections, Map<String, LoadResult> seen) {
        seen.forEach((kind, figure) -> {
            String name = jdk + ", " + kind + ": ";
            measurements.put(connections, name + "requests/s", figure.perSecond());
            measurements.put(connections, name + "p50, ms", figure.p50());
            measurements.put(connections, name + "p99, ms", figure.p99());
            measurements.put(connections, name + "longest, ms", figure.max());
            measurements.put(connections, name + "CPU of the server, ms a request", figure.cpu());
            measurements.put(connections, name + "bytes", figure.bytes());
            if (figure.failed() > 0) {
                measurements.put(connections, name + "failed, %", 100 * figure.failed());
            }
        });
        ratio(seen, TRIVIAL, BYTES, LoadResult::perSecond, connections, jdk + ": b/a, throughput");
        ratio(seen, HIT, TRIVIAL, LoadResult::perSecond, connections, jdk + ": c/b, throughput (at least 0.6)");
        ratio(seen, HIT, TRIVIAL, LoadResult::p99, connections, jdk + ": c/b, p99 (at most 3, at 32 connections)");
        ratio(seen, MISS, HIT, LoadResult::perSecond, connections, jdk + ": d/c, throughput (at least 0.4)");
        ratio(seen, HIT, LEGACY, LoadResult::perSecond, connections, jdk + ": c/e, throughput");
    }

    private void ratio(
            Map<String, LoadResult> seen,
            String one,
            String other,
            ToDoubleFunction<LoadResult> figure,
            int connections,
            String name) {
        if (seen.containsKey(one) && seen.containsKey(other)) {
            measurements.put(
                    connections, name, figure.applyAsDouble(seen.get(one)) / figure.applyAsDouble(seen.get(other)));
        }
    }

    private int number(String name) {
        return arguments.number(name);
    }

    private String argument(String name) {
        return arguments.text(name);
    }

    private static String jdk(Path home) throws IOException {
        return Files.readAllLines(home.resolve("release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll(".*=\"(\\d+).*", "$1"))
                .findFirst()
                .orElseThrow();
    }
}
