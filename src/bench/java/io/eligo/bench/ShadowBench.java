package io.eligo.bench;

import io.eligo.bench.chart.BarChart;
import io.eligo.servers.DevTokens;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark {@code ops/bench/shadow}, described there. */
public final class ShadowBench {
    private static final int CALLERS = 1_000;
    private static final int WARM_UP_SECONDS = 30;
    private static final String NONE = "0";

    private final Measurements measurements = new Measurements();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, List<Long>> micros = new LinkedHashMap<>();
    private final BenchServer server;
    private final DevTokens tokens;
    private final List<HttpRequest> pages;
    private final BenchArguments arguments;
    private int next;

    private ShadowBench(BenchServer server, DevTokens tokens, List<HttpRequest> pages, BenchArguments arguments) {
        this.server = server;
        this.tokens = tokens;
        this.pages = pages;
        this.arguments = arguments;
    }

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words,
                "users=10000",
                "per-second=200",
                "seconds=10",
                "rounds=12",
                "shares=1",
                "out=target/bench/shadow");
        arguments.out();
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
            var tokens = new DevTokens();
            try (BenchServer server = BenchServer.start(
                    database,
                    tokens,
                    BenchServer.JAVA,
                    List.of("-Xmx1g", "-jar", "target/eligo.jar"),
                    List.of(
                            "--spring.data.redis.url=" + redis.url(),
                            "--eligo.limits.rate.per-second=1000000",
                            "--eligo.limits.rate.burst=1000000"))) {
                new ShadowBench(server, tokens, pages(database, server, tokens), arguments).measure();
            }
        }
    }

    private static List<HttpRequest> pages(BenchDatabase database, BenchServer server, DevTokens tokens) {
        String body = new JsonMapper().writeValueAsString(Map.of("query", ReadsBench.PAGE));
        return database
                .sql()
                .sql("SELECT user_id FROM user_grants ORDER BY md5(user_id::text) LIMIT ?")
                .param(CALLERS)
                .query(UUID.class)
                .list()
                .stream()
                .map(user -> HttpRequest.newBuilder(URI.create(server.url() + "/graphql"))
                        .header("Authorization", "Bearer " + tokens.token(user.toString(), ""))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .toList();
    }

    private void measure() throws Exception {
        var shares = new ArrayList<String>(List.of(NONE));
        shares.addAll(List.of(argument("shares").split(",")));
        for (String share : shares) {
            compare(share);
            send(WARM_UP_SECONDS);
        }
        for (int round = 0; round < number("rounds"); round++) {
            for (String share : shares) {
                compare(share);
                micros.computeIfAbsent(share, key -> new ArrayList<>()).addAll(send(number("seconds")));
            }
        }
        compare(NONE);
        micros.forEach(this::report);
        for (String share : shares.subList(1, shares.size())) {
            for (double part : new double[] {0.5, 0.99}) {
                measurements.put(
                        number("per-second"),
                        "p%.0f with %s %% compared / without".formatted(100 * part, share),
                        millis(share, part) / millis(NONE, part));
            }
        }
        String operator = tokens.token("bench", "ops:read");
        System.out.println("comparisons " + server.readCounter("offers_shadow_comparisons_total", operator)
                + ", dropped " + server.readCounter("offers_shadow_dropped_total", operator));
        Path out = arguments.out();
        measurements.writeJson(new File(out + ".json"), arguments.about("ops/bench/shadow"));
        plot(out);
    }

    private void plot(Path out) throws IOException {
        var bars = new LinkedHashMap<String, Map<String, Double>>();
        for (double part : new double[] {0.5, 0.99}) {
            var byShare = new LinkedHashMap<String, Double>();
            micros.keySet().forEach(share -> byShare.put(share + " % compared", millis(share, part)));
            bars.put("page, p%.0f".formatted(100 * part), byShare);
        }
        String subtitle = "%s requests a second at fixed times, %,d users, %d processors, %s"
                .formatted(
                        argument("per-second"),
                        number("users"),
                        Runtime.getRuntime().availableProcessors(),
                        LocalDate.now());
        new BarChart("Response times with and without a comparison of both paths", subtitle, "ms", bars).write(out);
    }

    private void report(String share, List<Long> times) {
        measurements.put(number("per-second"), share + " % compared: requests", times.size());
        measurements.put(number("per-second"), share + " % compared: p50, ms", millis(share, 0.5));
        measurements.put(number("per-second"), share + " % compared: p99, ms", millis(share, 0.99));
    }

    private double millis(String share, double part) {
        List<Long> sorted =
                micros.getOrDefault(share, List.of()).stream().sorted().toList();
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1e3;
    }

    private void compare(String share) throws Exception {
        server.query(
                tokens.token("bench", "ops:read ops:write"),
                "mutation { setRollout(shadowShare: %s, reason: \"benchmark\") { shadowShare } }".formatted(share));
        // The node follows within half a second.
        Thread.sleep(1_000);
    }

    /** The times of all requests, in microseconds. */
    private List<Long> send(int seconds) {
        var times = new ConcurrentLinkedQueue<Long>();
        var answers = new ArrayList<CompletableFuture<Void>>();
        long interval = 1_000_000_000L / number("per-second");
        long begin = System.nanoTime();
        for (long i = 0; i < (long) seconds * number("per-second"); i++) {
            long due = begin + i * interval;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            answers.add(http.sendAsync(pages.get(next++ % pages.size()), HttpResponse.BodyHandlers.ofString())
                    .thenAccept(answer -> {
                        if (answer.statusCode() != 200 || answer.body().contains("\"errors\"")) {
                            throw new IllegalStateException(answer.body());
                        }
                        times.add((System.nanoTime() - due) / 1_000);
                    }));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        return List.copyOf(times);
    }

    private int number(String name) {
        return arguments.number(name);
    }

    private String argument(String name) {
        return arguments.text(name);
    }
}
