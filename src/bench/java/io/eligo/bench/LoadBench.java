package io.eligo.bench;

import io.eligo.servers.DevTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The benchmark {@code ops/load/ramp}, described there. Starts the servers; Gatling sends the load from its own process. */
public final class LoadBench {
    private static final Path CLASSES = Path.of("target/load-classes");
    private static final Path CLASSPATH = Path.of("target/load.classpath");

    private LoadBench() {}

    public static void main(String... words) throws Exception {
        Map<String, String> given = Arrays.stream(words)
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(word -> word[0], word -> word.length == 2 ? word[1] : ""));
        var arguments = new LinkedHashMap<>(Map.of(
                "users", "100000",
                "callers", "10000",
                "think", "2",
                "scale", "1",
                "out", "target/load"));
        if (!arguments.keySet().containsAll(given.keySet())) {
            System.err.println("accepted: users=N callers=N think=SECONDS scale=N out=FOLDER, not " + given.keySet());
            System.exit(2);
        }
        arguments.putAll(given);
        int exit;
        Path tokens = Files.createTempFile("tokens", ".txt");
        try (BenchDatabase postgres = BenchDatabase.start();
                BenchRedis redis = BenchRedis.start()) {
            BenchDatabase database = postgres.createDatabase("load");
            BenchServer.runJob(
                    database,
                    "-Xmx512m",
                    "demo-data",
                    "users=" + arguments.get("users"),
                    "merchants=2000",
                    "offers=10000");
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            exit = load(database, redis, arguments, tokens);
        } finally {
            Files.delete(tokens);
        }
        System.exit(exit);
    }

    private static int load(BenchDatabase database, BenchRedis redis, Map<String, String> arguments, Path callers)
            throws Exception {
        var tokens = new DevTokens();
        List<UUID> known = database.sql()
                .sql("SELECT user_id FROM user_grants ORDER BY md5(user_id::text) LIMIT ?")
                .param(Integer.parseInt(arguments.getOrDefault("callers", "")))
                .query(UUID.class)
                .list();
        Files.write(
                callers,
                known.stream().map(user -> tokens.token(user.toString(), "")).toList());
        try (BenchServer server = BenchServer.start(
                database,
                tokens,
                BenchServer.JAVA,
                List.of("-Xmx1g", "-jar", "target/eligo.jar"),
                List.of("--spring.data.redis.url=" + redis.url(), "--spring.threads.virtual.enabled=true"))) {
            long before = server.cpu().toMillis();
            int exit = gatling(server, arguments, callers);
            long cpu = server.cpu().toMillis() - before;
            Map<String, Double> reads =
                    server.readCounter("offers_cache_requests_total", tokens.token("load", "ops:read"));
            double all =
                    reads.values().stream().mapToDouble(Double::doubleValue).sum();
            System.out.printf(
                    "%,.0f reads, %s; of the server's CPU %.2f ms a read%n",
                    all,
                    reads.entrySet().stream()
                            .map(read -> "%s %.1f %%".formatted(read.getKey(), 100 * read.getValue() / all))
                            .collect(Collectors.joining(", ")),
                    cpu / all);
            return exit;
        }
    }

    private static int gatling(BenchServer server, Map<String, String> arguments, Path callers) throws Exception {
        return new ProcessBuilder(
                        BenchServer.JAVA,
                        "-Xmx1g",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Durl=" + server.url(),
                        "-Dcallers=" + callers,
                        "-Dthink=" + arguments.get("think"),
                        "-Dscale=" + arguments.get("scale"),
                        "-cp",
                        CLASSES + ":" + Files.readString(CLASSPATH),
                        "io.gatling.app.Gatling",
                        "--simulation",
                        "OffersRamp",
                        "--results-folder",
                        String.valueOf(arguments.get("out")))
                .inheritIO()
                .start()
                .waitFor();
    }
}
