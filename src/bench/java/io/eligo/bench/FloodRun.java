package io.eligo.bench;

import io.eligo.bench.chart.BarChart;
import io.eligo.servers.DevTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs floods one after another, each against its own server with 512 MB of memory, and prints a line for each. */
final class FloodRun {
    private static final int CLIENTS = 50;
    private static final Duration FLOOD = Duration.ofSeconds(30);
    private static final List<String> PROGRAM = List.of("-Xmx512m", "-jar", "target/eligo.jar");
    private static final String KEY_SET = "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=";

    private final BenchDatabase database;
    private final DevTokens tokens;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Map<String, Double>> bars = new LinkedHashMap<>();

    FloodRun(BenchDatabase database, DevTokens tokens) {
        this.database = database;
        this.tokens = tokens;
    }

    void run(Flood flood) throws Exception {
        try (var issuer = new LoopbackIssuer(tokens);
                BenchServer server = start(flood.keys(), issuer)) {
            var other = new OtherUser(new FloodRequests(server.url()), token());
            other.warmUp();
            if (flood.keys() == Flood.Keys.ISSUER_THAT_STOPS) {
                issuer.stop();
            }
            int fetchedBefore = issuer.fetched();
            var counts = new FloodCounts();
            sendAndWatch(flood, new FloodRequests(server.url()), other, counts);
            String fetched = flood.keys() == Flood.Keys.ISSUER
                    ? "; key set fetched %d times".formatted(issuer.fetched() - fetchedBefore)
                    : "";
            report(flood, counts, other, fetched);
        }
    }

    private BenchServer start(Flood.Keys keys, LoopbackIssuer issuer) throws Exception {
        return keys == Flood.Keys.FILE
                ? BenchServer.start(database, tokens, BenchServer.JAVA, PROGRAM, List.of())
                : BenchServer.start(database, BenchServer.JAVA, PROGRAM, List.of(KEY_SET + issuer.keySetUri()));
    }

    private String token() {
        return tokens.token(UUID.randomUUID().toString(), "");
    }

    private static void sendAndWatch(Flood flood, FloodRequests requests, OtherUser other, FloodCounts counts)
            throws InterruptedException {
        List<FloodClient> clients = Stream.generate(() -> flood.clients().client(requests))
                .limit(CLIENTS)
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        long end = System.nanoTime() + FLOOD.toNanos();
        for (FloodClient client : clients) {
            threads.submit(send(client, counts, end));
        }
        other.watch(end);
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            counts.fault("a client still waits for its answer a minute after the flood");
        }
    }

    private static Callable<@Nullable Void> send(FloodClient client, FloodCounts counts, long end) {
        return () -> {
            try (client) {
                while (System.nanoTime() < end) {
                    client.step(counts);
                }
            } catch (RuntimeException e) {
                counts.fault("a client of the bench failed: " + e);
            }
            return null;
        };
    }

    private void report(Flood flood, FloodCounts counts, OtherUser other, String fetched) throws InterruptedException {
        boolean alive = other.isServed();
        bars.put(flood.toString(), other.figures());
        System.out.printf("%-42s %s; %s%s; node %s%n", flood, counts, other, fetched, alive ? "alive" : "DEAD");
        Stream.of(counts.faults(), other.faults(), alive ? List.<String>of() : List.of("the node is dead"))
                .flatMap(List::stream)
                .forEach(fault -> faults.add(flood + ": " + fault));
    }

    /** The longest liveness probe and the other user's pages, by flood. */
    void plot(Path out) throws IOException {
        String subtitle = "%d clients for %d s each, a server with 512 MB, %d processors, %s"
                .formatted(CLIENTS, FLOOD.toSeconds(), Runtime.getRuntime().availableProcessors(), LocalDate.now());
        new BarChart("What another user notices of a flood", subtitle, "ms", bars).write(out);
    }

    /** Fails if any flood showed a fault of the server. */
    void check() {
        if (!faults.isEmpty()) {
            throw new IllegalStateException("faults of the server under flood:\n  " + String.join("\n  ", faults));
        }
    }
}
