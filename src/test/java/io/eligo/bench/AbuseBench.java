package io.eligo.bench;

import io.eligo.offers.HostileRequests;
import io.eligo.offers.HostileRequests.Hostile;
import io.eligo.servers.DevTokens;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** {@code ops/bench/abuse}: see there. */
public final class AbuseBench {
    private static final int WARM_UP = 50;
    private static final int REQUESTS = 50;

    /** Not a main method: there may be one main class only among the tests, which test-run looks for. */
    public static void run(String... words) throws Exception {
        var tokens = new DevTokens();
        try (BenchDatabase postgres = BenchDatabase.start()) {
            BenchDatabase database = postgres.fresh("bench");
            BenchServer.job(database, "-Xmx512m", "demo-data", "users=1000", "merchants=500", "offers=2000");
            BenchServer.job(database, "-Xmx512m", "full-rebuild");
            try (BenchServer server = BenchServer.start(database, tokens)) {
                measure(server, tokens.token(UUID.randomUUID().toString(), ""));
            }
        }
    }

    private static void measure(BenchServer server, String token) throws Exception {
        List<Hostile> requests = HostileRequests.all().toList();
        for (Hostile hostile : requests) {
            cpu(server, token, hostile, WARM_UP);
        }
        var milliseconds = new TreeMap<String, Double>();
        for (Hostile hostile : requests) {
            milliseconds.put(hostile.what(), cpu(server, token, hostile, REQUESTS));
        }
        milliseconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(one -> System.out.printf("%-66s %8.2f ms%n", one.getKey(), one.getValue()));
    }

    /** Milliseconds of the server's CPU a request, each of which is new to it where it is a document. */
    private static double cpu(BenchServer server, String token, Hostile hostile, int requests) throws Exception {
        long before = server.cpu().toNanos();
        for (int i = 0; i < requests; i++) {
            // A comment, where one can be: what was refused before would be remembered.
            String body = hostile.body().replaceFirst("\"query\" ?: ?\"", "$0#" + UUID.randomUUID() + "\\\\n");
            server.post(token, body);
        }
        return (server.cpu().toNanos() - before) / 1e6 / requests;
    }

    private AbuseBench() {}
}
