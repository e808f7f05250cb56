package io.eligo.bench;

import io.eligo.bench.chart.BarChart;
import io.eligo.feed.HostileRequests;
import io.eligo.feed.HostileRequests.HostileRequest;
import io.eligo.servers.DevTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The benchmark {@code ops/bench/abuse}, described there. */
public final class AbuseBench {
    private static final int WARM_UP = 50;
    private static final int REQUESTS = 50;
    private static final Path OUT = Path.of("target/bench/abuse");
    private static final Path OUT_REQUESTS = Path.of("target/bench/abuse-requests");
    private static final int PLOTTED = 20;

    public static void main(String... words) throws Exception {
        Files.createDirectories(OUT.getParent());
        var tokens = new DevTokens();
        try (BenchDatabase postgres = BenchDatabase.start()) {
            BenchDatabase database = postgres.createDatabase("bench");
            BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=1000", "merchants=500", "offers=2000");
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            if (words.length == 0) {
                try (BenchServer server = BenchServer.start(database, tokens)) {
                    measure(server, tokens.token(UUID.randomUUID().toString(), ""));
                }
            }
            insertLargeOffers(database);
            var run = new FloodRun(database, tokens);
            for (Flood flood : selected(new Floods(tokens), words)) {
                run.run(flood);
            }
            run.plot(OUT);
            run.check();
        }
    }

    /** Runs all floods, or with {@code flood=NAME} the floods whose names begin with it. */
    private static List<Flood> selected(Floods floods, String... words) {
        String prefix = words.length == 0 ? "" : words[0].replaceFirst("^flood=?", "");
        List<Flood> selected =
                floods.all().filter(flood -> flood.name().startsWith(prefix)).toList();
        if (selected.isEmpty()) {
            throw new IllegalArgumentException("unknown flood '%s', accepted: %s"
                    .formatted(prefix, floods.all().map(Flood::name).toList()));
        }
        return selected;
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

    private static void measure(BenchServer server, String token) throws Exception {
        List<HostileRequest> requests = HostileRequests.all().toList();
        for (HostileRequest hostileRequest : requests) {
            cpu(server, token, hostileRequest, WARM_UP);
        }
        var milliseconds = new TreeMap<String, Double>();
        for (HostileRequest hostileRequest : requests) {
            milliseconds.put(hostileRequest.description(), cpu(server, token, hostileRequest, REQUESTS));
        }
        var bars = new LinkedHashMap<String, Map<String, Double>>();
        milliseconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(one -> {
                    System.out.printf("%-66s %8.2f ms%n", one.getKey(), one.getValue());
                    if (bars.size() < PLOTTED) {
                        bars.put(one.getKey(), Map.of("", one.getValue()));
                    }
                });
        String subtitle = "The %d most expensive of %d; the target is 50 ms; %s"
                .formatted(bars.size(), milliseconds.size(), LocalDate.now());
        new BarChart("CPU of the server for a hostile request", subtitle, "ms", bars).write(OUT_REQUESTS);
    }

    /** Milliseconds of the server's CPU for a request; each GraphQL document is one that the server has not seen. */
    private static double cpu(BenchServer server, String token, HostileRequest hostileRequest, int requests)
            throws Exception {
        long before = server.cpu().toNanos();
        for (int i = 0; i < requests; i++) {
            // A comment makes the document new where it allows one: the server caches rejected documents.
            String body = hostileRequest.body().replaceFirst("\"query\" ?: ?\"", "$0#" + UUID.randomUUID() + "\\\\n");
            server.post(token, body);
        }
        return (server.cpu().toNanos() - before) / 1e6 / requests;
    }

    private AbuseBench() {}
}
