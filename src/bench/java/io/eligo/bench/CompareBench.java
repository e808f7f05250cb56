package io.eligo.bench;

import io.eligo.bench.WrkLoad.LoadRequest;
import io.eligo.bench.WrkLoad.LoadResult;
import io.eligo.bench.chart.BarChart;
import io.eligo.servers.DevTokens;
import io.eligo.tracing.OtlpReceiver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The benchmark {@code ops/bench/compare}, described there. */
public final class CompareBench {
    private static final String CLASSES = "target/classes";
    private static final int CALLERS = 1_000;
    // The timeout of production would open the circuit breaker when the machine stops for a moment.
    private static final String LONG_TIMEOUT = "-Deligo.redis.timeout=PT1S";
    private static final Map<Character, String> KINDS = new TreeMap<>(Map.of(
            'a',
            "(a) bytes",
            'b',
            "(b) trivial field",
            'c',
            "(c) page, hit",
            'r',
            "(r) reads",
            'w',
            "(w) work and reads"));
    // As much CPU as a hit needs.
    private static final int STEPS = 100_000;

    private final Measurements measurements = new Measurements();
    private final Map<String, Version> versions = new LinkedHashMap<>();
    private final BenchArguments arguments;
    private final BenchRedis redis;
    private final String token;

    private CompareBench(BenchArguments arguments, BenchRedis redis, String token) {
        this.arguments = arguments;
        this.redis = redis;
        this.token = token;
    }

    private record Version(BenchServer server, WrkLoad wrkLoad) {}

    /** CPU in milliseconds a request, memory in bytes a request. */
    private record Result(double perSecond, double cpu, double redisCpu, double allocated, double p99) {}

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words,
                "versions=here:" + CLASSES,
                "users=10000",
                "seconds=4",
                "rounds=3",
                "warm-up=40",
                "connections=1,32,100",
                "jdk=" + System.getProperty("java.home"),
                "kinds=bcrw",
                "java=",
                "sampling=",
                "out=target/bench/compare");
        arguments.out();
        try (BenchDatabase postgres = BenchDatabase.start();
                BenchRedis redis = BenchRedis.start();
                OtlpReceiver collector = new OtlpReceiver()) {
            var tokens = new DevTokens();
            String token = tokens.token(UUID.randomUUID().toString(), "");
            var bench = new CompareBench(arguments, redis, token);
            try {
                bench.start(postgres, tokens, collector.endpoint());
                bench.measure();
            } finally {
                bench.stop();
            }
        }
    }

    private void start(BenchDatabase postgres, DevTokens tokens, String collector) throws Exception {
        for (String version : argument("versions").split(",")) {
            String[] nameAndClasses = version.split(":", 2);
            start(postgres, tokens, nameAndClasses[0], nameAndClasses[1], List.of());
        }
        for (String percentage : words("sampling", ",")) {
            double probability = BenchArguments.decimal("sampling", percentage) / 100;
            List<String> traced = List.of(
                    "-Dmanagement.opentelemetry.tracing.export.otlp.endpoint=" + collector,
                    "-Dmanagement.tracing.sampling.probability=" + probability);
            start(postgres, tokens, "traces " + percentage + " %", CLASSES, traced);
        }
    }

    /** Each version has a database of its own, because their schemas may differ. */
    private void start(BenchDatabase postgres, DevTokens tokens, String name, String classes, List<String> settings)
            throws Exception {
        String java = Path.of(argument("jdk"), "bin", "java").toString();
        BenchDatabase database = postgres.createDatabase("bench_" + versions.size());
        List<String> ownClasses =
                List.of("-cp", System.getProperty("java.class.path").replace(CLASSES, classes));
        BenchServer.runJob(
                database, ownClasses, "demo-data", "users=" + argument("users"), "merchants=2000", "offers=10000");
        BenchServer.runJob(database, ownClasses, "full-rebuild");
        var options = new ArrayList<>(ownClasses);
        options.add(LONG_TIMEOUT);
        options.addAll(words("java", " "));
        options.addAll(settings);
        BenchServer server = BenchServer.withEndpoints(database, tokens, redis, java, options);
        versions.put(name, new Version(server, new WrkLoad(server, callers(database, tokens))));
    }

    private static Path callers(BenchDatabase database, DevTokens tokens) throws IOException {
        Path callers = Files.createTempFile("callers", ".txt");
        callers.toFile().deleteOnExit();
        List<UUID> users = database.sql()
                .sql("SELECT user_id FROM user_grants ORDER BY md5(user_id::text)")
                .query(UUID.class)
                .list();
        Files.write(
                callers,
                users.stream()
                        .limit(CALLERS)
                        .map(user -> tokens.token(user.toString(), "offers:any") + " " + user)
                        .toList());
        return callers;
    }

    private void stop() throws InterruptedException {
        for (Version version : versions.values()) {
            version.server().close();
        }
    }

    private void measure() throws Exception {
        List<Character> kinds =
                argument("kinds").chars().mapToObj(kind -> (char) kind).toList();
        for (Version version : versions.values()) {
            for (char kind : kinds) {
                run(version, kind, 32, number("warm-up"));
            }
        }
        for (String connections : argument("connections").split(",")) {
            for (char kind : kinds) {
                report(kind, Integer.parseInt(connections), runByTurns(kind, Integer.parseInt(connections)));
            }
        }
        Path out = arguments.out();
        measurements.writeJson(new File(out + ".json"), arguments.about("ops/bench/compare"));
        plot(out, "CPU of the server for a request", "CPU of the server, ms a request", "ms");
        plot(Path.of(out + "-throughput"), "Requests a second", "requests/s", "/s");
    }

    /** The versions side by side for each kind and number of connections. */
    private void plot(Path out, String title, String figure, String unit) throws IOException {
        var bars = new LinkedHashMap<String, Map<String, Double>>();
        for (long connections : measurements.sizes()) {
            for (String kind : KINDS.values()) {
                for (String version : versions.keySet()) {
                    Double value = measurements.get(connections).get(version + ", " + kind + ": " + figure);
                    if (value != null) {
                        bars.computeIfAbsent(
                                        "%s, %d connections".formatted(kind, connections), bar -> new LinkedHashMap<>())
                                .put(version, value);
                    }
                }
            }
        }
        String subtitle = "%,d users, medians of %d rounds, %d processors shared with the load generator, %s"
                .formatted(
                        number("users"), number("rounds"), Runtime.getRuntime().availableProcessors(), LocalDate.now());
        new BarChart(title, subtitle, unit, bars).write(out);
    }

    private Map<String, List<Result>> runByTurns(char kind, int connections) throws Exception {
        var results = new LinkedHashMap<String, List<Result>>();
        var names = new ArrayList<>(versions.keySet());
        for (int round = 0; round < number("rounds"); round++) {
            for (String name : names) {
                results.computeIfAbsent(name, key -> new ArrayList<>())
                        .add(run(Objects.requireNonNull(versions.get(name)), kind, connections, number("seconds")));
            }
            // So that a machine that becomes faster or slower favours none of them.
            Collections.reverse(names);
        }
        return results;
    }

    private Result run(Version version, char kind, int connections, int seconds) throws Exception {
        BenchServer server = version.server();
        double redisBefore = redis.cpuSeconds();
        long allocatedBefore = allocated(server);
        Duration before = server.cpu();
        double requests;
        double perSecond;
        double p99 = 0;
        if (kind == 'r' || kind == 'w') {
            int steps = kind == 'w' ? STEPS : 0;
            JsonNode reads = server.getJson(
                    token, "/bench/redis?threads=%d&seconds=%d&steps=%d".formatted(connections, seconds, steps));
            requests = reads.path("reads").asDouble();
            perSecond = requests / seconds;
        } else {
            LoadResult loadResult = version.wrkLoad().run(loadRequest(kind), connections, seconds);
            perSecond = loadResult.perSecond();
            requests = loadResult.requests();
            p99 = loadResult.p99();
        }
        double cpu = server.cpu().minus(before).toNanos() / 1e6;
        return new Result(
                perSecond,
                cpu / requests,
                (redis.cpuSeconds() - redisBefore) * 1e3 / requests,
                (allocated(server) - allocatedBefore) / requests,
                p99);
    }

    private static LoadRequest loadRequest(char kind) {
        return switch (kind) {
            case 'a' -> ReadsBench.bytesRequest();
            case 'b' -> ReadsBench.trivialRequest();
            case 'c' -> ReadsBench.pageRequest(null, "identity");
            default -> throw new IllegalArgumentException("kind '%s', accepted: a, b, c, r, w".formatted(kind));
        };
    }

    private long allocated(BenchServer server) throws Exception {
        return server.getJson(token, "/bench/allocated").path("bytes").asLong();
    }

    private void report(char kind, int connections, Map<String, List<Result>> results) {
        results.forEach((version, rounds) -> {
            String name = version + ", " + KINDS.get(kind) + ": ";
            put(connections, name + "requests/s", rounds, Result::perSecond);
            put(connections, name + "p99, ms", rounds, Result::p99);
            put(connections, name + "CPU of the server, ms a request", rounds, Result::cpu);
            put(connections, name + "CPU of Redis, ms a request", rounds, Result::redisCpu);
            put(connections, name + "allocated, bytes a request", rounds, Result::allocated);
        });
        List<Result> first = results.values().iterator().next();
        results.forEach((version, rounds) -> {
            if (rounds != first) {
                String name = version + ", " + KINDS.get(kind) + ": ratio to the first version, ";
                measurements.put(connections, name + "CPU of the server", ratio(rounds, first, Result::cpu));
                measurements.put(connections, name + "requests/s", ratio(rounds, first, Result::perSecond));
            }
        });
    }

    /** The median of the ratios of the rounds: both results of a round were measured one after the other. */
    private static double ratio(List<Result> rounds, List<Result> first, ToDoubleFunction<Result> figure) {
        return Measurements.medianOf(IntStream.range(0, rounds.size())
                .mapToDouble(i -> figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(first.get(i)))
                .toArray());
    }

    private void put(int connections, String name, List<Result> rounds, ToDoubleFunction<Result> figure) {
        double[] values = rounds.stream().mapToDouble(figure).toArray();
        measurements.put(connections, name, Measurements.medianOf(values));
        System.out.printf("%12s  rounds: %s%n", "", Arrays.toString(values));
    }

    private int number(String name) {
        return arguments.number(name);
    }

    private List<String> words(String name, String separator) {
        return Stream.of(argument(name).split(separator))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private String argument(String name) {
        return arguments.text(name);
    }
}
