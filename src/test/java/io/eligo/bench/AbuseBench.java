package io.eligo.bench;

import io.eligo.offers.HostileRequests;
import io.eligo.offers.HostileRequests.HostileRequest;
import io.eligo.servers.DevTokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@code ops/bench/abuse}: see there. */
public final class AbuseBench {
    private static final int WARM_UP = 50;
    private static final int REQUESTS = 50;
    private static final int CLIENTS = 50;
    private static final Duration FLOOD = Duration.ofSeconds(30);

    /** Not a main method: there may be one main class only among the tests, which test-run looks for. */
    public static void run(String... words) throws Exception {
        var tokens = new DevTokens();
        try (BenchDatabase postgres = BenchDatabase.start()) {
            BenchDatabase database = postgres.createDatabase("bench");
            BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=1000", "merchants=500", "offers=2000");
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            if (!List.of(words).contains("flood")) {
                try (BenchServer server = BenchServer.start(database, tokens)) {
                    measure(server, tokens.token(UUID.randomUUID().toString(), ""));
                }
            }
            insertLargeOffers(database);
            List<HostileRequest> flood = HostileRequests.flood();
            for (HostileRequest hostileRequest : flood) {
                flood(database, tokens, hostileRequest.description(), List.of(hostileRequest));
            }
            flood(database, tokens, "all of them by turns", flood);
        }
    }

    private static void insertLargeOffers(BenchDatabase database) {
        database.execute("""
                INSERT INTO merchant (id, business_name, status, category)
                VALUES ('00000000-0000-4000-8000-000000000001', 'Chain', 'Active', 'Food')
                """, """
                INSERT INTO outlet (id, merchant_id, name, is_active, review_status)
                SELECT gen_random_uuid(), '00000000-0000-4000-8000-000000000001', 'Chain ' || i, true, 'Approved'
                FROM generate_series(1, 2000) i
                """, """
                INSERT INTO payment_point (id, outlet_id, kind, is_active, review_status)
                SELECT gen_random_uuid(), id, 'till', true, 'Approved' FROM outlet WHERE name LIKE 'Chain %'
                """, """
                INSERT INTO exclusive_offer (id, merchant_id, name, start_date, end_date, is_active,
                    eligible_customer_types, net_offer_budget, used_offer_budget, review_status)
                SELECT gen_random_uuid(), '00000000-0000-4000-8000-000000000001', 'Chain ' || i, now(), now() + interval '1 day',
                    true, '{All}', 10, 0, 'Approved'
                FROM generate_series(1, 40) i
                """, """
                INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
                SELECT 'Exclusive', e.id, o.id FROM exclusive_offer e, outlet o
                WHERE e.name LIKE 'Chain %' AND o.name LIKE 'Chain %'
                """);
    }

    /** Fifty clients without a pause; what liveness and another user's page take meanwhile. */
    private static void flood(BenchDatabase database, DevTokens tokens, String what, List<HostileRequest> requests)
            throws Exception {
        try (BenchServer server = BenchServer.start(
                database, tokens, BenchServer.JAVA, List.of("-Xmx512m", "-jar", "target/eligo.jar"), List.of())) {
            String other = tokens.token(UUID.randomUUID().toString(), "");
            for (int i = 0; i < 200; i++) {
                page(server, other);
            }
            var sent = new AtomicLong();
            var cut = new AtomicLong();
            long end = System.nanoTime() + FLOOD.toNanos();
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            for (int client = 0; client < CLIENTS; client++) {
                String token = tokens.token(UUID.randomUUID().toString(), "");
                threads.submit(() -> send(server, token, requests, end, sent, cut));
            }
            var live = new ArrayList<Long>();
            var pages = new ArrayList<Long>();
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                server.get(other, "/actuator/health/liveness");
                live.add(System.nanoTime() - begun);
                begun = System.nanoTime();
                page(server, other);
                pages.add(System.nanoTime() - begun);
                Thread.sleep(50);
            }
            threads.shutdown();
            System.out.printf(
                    "%-42s %7d requests, %d cut off; liveness at most %5d ms; pages p99 %5d ms, at most %5d ms%n",
                    what, sent.get(), cut.get(), share(live, 1), share(pages, 0.99), share(pages, 1));
        }
    }

    private static @Nullable Void send(
            BenchServer server, String token, List<HostileRequest> requests, long end, AtomicLong sent, AtomicLong cut)
            throws InterruptedException {
        for (int i = 0; System.nanoTime() < end; i++) {
            try {
                server.post(token, requests.get(i % requests.size()).body());
                sent.incrementAndGet();
            } catch (IOException e) {
                // The server may close a connection whose request it has not read to its end.
                cut.incrementAndGet();
            }
        }
        return null;
    }

    private static void page(BenchServer server, String token) throws Exception {
        server.query(token, "{ offers { edges { node { id name merchant { name } } } } }");
    }

    private static long share(List<Long> nanos, double share) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1_000_000;
    }

    private static void measure(BenchServer server, String token) throws Exception {
        List<HostileRequest> requests = HostileRequests.all().toList();
        for (HostileRequest hostileRequest : requests) {
            cpu(server, token, hostileRequest, WARM_UP);
        }
        var milliseconds = new TreeMap<String, Double>();
        for (HostileRequest hostileRequest : requests) {
            milliseconds.put(hostileRequest.description(), cpu(server, token, hostileRequest, REQUESTS));
        }
        milliseconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(one -> System.out.printf("%-66s %8.2f ms%n", one.getKey(), one.getValue()));
    }

    /** Milliseconds of the server's CPU a request, each of which is new to it where it is a document. */
    private static double cpu(BenchServer server, String token, HostileRequest hostileRequest, int requests)
            throws Exception {
        long before = server.cpu().toNanos();
        for (int i = 0; i < requests; i++) {
            // A comment, where one can be: what was refused before would be remembered.
            String body = hostileRequest.body().replaceFirst("\"query\" ?: ?\"", "$0#" + UUID.randomUUID() + "\\\\n");
            server.post(token, body);
        }
        return (server.cpu().toNanos() - before) / 1e6 / requests;
    }

    private AbuseBench() {}
}
