package io.eligo.bench;

import io.eligo.bench.chart.BarChart;
import io.eligo.exactness.GrantsChecker;
import io.eligo.servers.DevTokens;
import java.io.File;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The benchmark {@code ops/bench/freshness}, described there. A change is visible when a sample of the affected users has received
 * answers that contain it; the sample is spread over all of them, so that it hardly misses the users reconciled last.
 */
public final class FreshnessBench {
    private static final int SAMPLE = 12;
    private static final UUID OFFER = new UUID(0xf, 0xf);

    private final BenchDatabase database;
    private final BenchServer server;
    private final DevTokens tokens;
    private final Measurements measurements = new Measurements();
    private final Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
    private final long users;
    private final Random random = new Random(1);

    private FreshnessBench(BenchDatabase database, BenchServer server, DevTokens tokens, long users) {
        this.database = database;
        this.server = server;
        this.tokens = tokens;
        this.users = users;
    }

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(words, "users=1000000", "changes=200", "out=target/bench/freshness");
        int users = arguments.number("users");
        var tokens = new DevTokens();
        try (BenchDatabase postgres = BenchDatabase.start()) {
            BenchDatabase database = postgres.createDatabase("bench");
            BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=" + users, "merchants=2000", "offers=10000");
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            try (BenchServer server = BenchServer.start(database, tokens)) {
                new FreshnessBench(database, server, tokens, users).measure(arguments);
            }
        }
    }

    private void measure(BenchArguments arguments) throws Exception {
        int changes = arguments.number("changes");
        Path out = arguments.out();
        System.out.printf(
                "%d processors, JDK %s, %d changes of each kind%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), changes);
        SampledMerchant middle = merchant(20_000);
        offerAt(middle);
        // Warm-up for the JVM's compiler.
        audience(middle, "{New}", 20);
        report("an offer switched off or on", switches(middle, changes));
        report("one user's type", types(middle, changes));
        audiences(middle, changes);
        SampledMerchant big = merchant(200_000);
        offerAt(big);
        audiences(big, Math.max(2, changes / 10));
        bulk();
        measurements.writeJson(new File(out + ".json"), arguments.about("ops/bench/freshness"));
        new BarChart(
                        "From the commit of a change until GraphQL answers contain it",
                        "%,d users, %d changes of each kind, %d processors, %s"
                                .formatted(users, changes, Runtime.getRuntime().availableProcessors(), LocalDate.now()),
                        "s",
                        bars)
                .write(out);
    }

    /** The first relation of every user gets another type, in one upsert from a staging table. */
    private void bulk() throws InterruptedException {
        database.execute("""
                CREATE TABLE staged AS
                SELECT DISTINCT ON (user_id) user_id, merchant_id, CASE type WHEN 'New' THEN 'Vip' WHEN 'Vip' THEN 'Regular' ELSE 'New' END AS type
                FROM customer_type ORDER BY user_id, merchant_id
                """, "VACUUM (ANALYZE) staged", "VACUUM customer_type", "VACUUM user_grants");
        List<String> plan = database.sql().sql("""
                        EXPLAIN (ANALYZE, COSTS OFF) INSERT INTO customer_type (user_id, merchant_id, type) SELECT * FROM staged ORDER BY user_id
                        ON CONFLICT (user_id, merchant_id) DO UPDATE SET type = excluded.type WHERE customer_type.type <> excluded.type
                        """).query(String.class).list();
        long committed = System.nanoTime();
        double triggers = milliseconds(plan, "Trigger .*: time=([\\d.]+) .*");
        double upsert = milliseconds(plan, "Execution Time: ([\\d.]+) ms");
        measurements.put(users, "upsert of a customer type of all users", upsert / 1e3);
        measurements.put(users, "upsert of a customer type of all users, its triggers, %", 100 * triggers / upsert);
        while (database.queryLong("SELECT count(*) FROM outbox_event") > 0) {
            Thread.sleep(50);
        }
        double bulk = (System.nanoTime() - committed) / 1e9;
        double first = database.sql().sql("""
                        SELECT extract(epoch FROM end_time - start_time)::float8 FROM batch.batch_job_execution
                        JOIN batch.batch_job_instance USING (job_instance_id) WHERE job_name = 'full-rebuild' ORDER BY job_execution_id LIMIT 1
                        """).query(Double.class).single();
        GrantsChecker.Report report = GrantsChecker.check(database.dataSource());
        if (report.differences() > 0) {
            throw new IllegalStateException("user_grants is not what the rules say: " + report);
        }
        measurements.put(users, "first rebuild, the job", first);
        measurements.put(users, "that upsert's grants right, from its commit", bulk);
        measurements.put(users, "that upsert's grants right / first rebuild", bulk / first);
    }

    private static double milliseconds(List<String> plan, String line) {
        Pattern pattern = Pattern.compile(line);
        return plan.stream()
                .map(text -> pattern.matcher(text.strip()))
                .filter(Matcher::matches)
                .mapToDouble(matcher -> Double.parseDouble(matcher.group(1)))
                .sum();
    }

    private record SampledMerchant(UUID id, long customers, List<UUID> sample) {}

    private SampledMerchant merchant(long customers) {
        UUID id = database.sql().sql("""
                        SELECT merchant_id FROM customer_type c JOIN merchant m ON m.id = c.merchant_id AND m.status = 'Active'
                        WHERE EXISTS (SELECT FROM outlet_state o WHERE o.merchant_id = c.merchant_id AND is_open)
                        GROUP BY merchant_id ORDER BY abs(count(*) - ?) LIMIT 1
                        """).param(customers).query(UUID.class).single();
        List<UUID> all = database.sql()
                .sql("SELECT user_id FROM customer_type WHERE merchant_id = ? AND type = 'Vip' ORDER BY user_id")
                .param(id)
                .query(UUID.class)
                .list();
        List<UUID> sample = Stream.iterate(0, i -> i + 1)
                .limit(SAMPLE)
                .map(i -> all.get((all.size() - 1) * i / (SAMPLE - 1)))
                .toList();
        return new SampledMerchant(
                id,
                database.queryLong("SELECT count(*) FROM customer_type WHERE merchant_id = '%s'".formatted(id)),
                sample);
    }

    /** A live offer for the merchant's Vips. */
    private void offerAt(SampledMerchant merchant) throws Exception {
        database.execute(
                "DELETE FROM cashback_configuration WHERE id = '%s'".formatted(OFFER),
                """
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget, review_status)
                VALUES ('%s', '%s', 'bench', true, '{Vip}', 100, 'Approved')
                """.formatted(OFFER, merchant.id()),
                "INSERT INTO cashback_tier (id, cashback_configuration_id, name, percentage, is_active, review_status) VALUES ('%1$s', '%1$s', 't', 5, true, 'Approved')"
                        .formatted(OFFER),
                "INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) SELECT 'Cashback', '%s', outlet_id FROM outlet_state WHERE merchant_id = '%s' AND is_open"
                        .formatted(OFFER, merchant.id()));
        awaitVisible(merchant.sample(), true);
    }

    private double[] switches(SampledMerchant merchant, int changes) throws Exception {
        return measureLatencies(
                changes,
                on -> "UPDATE cashback_configuration SET is_active = %s WHERE id = '%s'".formatted(on, OFFER),
                merchant.sample().subList(0, 1));
    }

    /** From one type to another, which writes the rows of both; and from one type to none. */
    private void audiences(SampledMerchant merchant, int changes) throws Exception {
        for (String other : List.of("{New}", "{}")) {
            long concerned = database.queryLong(
                    "SELECT count(*) FROM customer_type WHERE merchant_id = '%s' AND type = ANY ('%s'::text[] || 'Vip'::text)"
                            .formatted(merchant.id(), other));
            report(
                    "an audience of a merchant with %,d customers, of %,d of them"
                            .formatted(merchant.customers(), concerned),
                    audience(merchant, other, changes));
        }
    }

    private double[] audience(SampledMerchant merchant, String other, int changes) throws Exception {
        return measureLatencies(
                changes,
                on -> "UPDATE cashback_configuration SET eligible_customer_types = '%s' WHERE id = '%s'"
                        .formatted(on ? "{Vip}" : other, OFFER),
                merchant.sample());
    }

    private double[] types(SampledMerchant merchant, int changes) throws Exception {
        UUID user = merchant.sample().get(SAMPLE / 2);
        return measureLatencies(
                changes,
                on -> "UPDATE customer_type SET type = '%s' WHERE user_id = '%s' AND merchant_id = '%s'"
                        .formatted(on ? "Vip" : "Regular", user, merchant.id()),
                List.of(user));
    }

    private interface TimedChange {
        String sql(boolean on);
    }

    /** Off and on again, at random moments of the poller's interval. */
    private double[] measureLatencies(int changes, TimedChange change, List<UUID> concerned) throws Exception {
        var seconds = new double[changes];
        for (int i = 0; i < changes; i++) {
            Thread.sleep(random.nextInt(400));
            boolean on = i % 2 == 1;
            database.execute(change.sql(on));
            long committed = System.nanoTime();
            awaitVisible(concerned, on);
            seconds[i] = (System.nanoTime() - committed) / 1e9;
        }
        if (changes % 2 == 1) {
            database.execute(change.sql(true));
            awaitVisible(concerned, true);
        }
        return seconds;
    }

    private void awaitVisible(List<UUID> concerned, boolean there) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        for (UUID user : concerned) {
            while (server.query(token(user), "{ offer(id: \"%s\") { id } }".formatted(OFFER))
                            .path("offer")
                            .isNull()
                    == there) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("not seen after a minute by " + user);
                }
                Thread.sleep(1);
            }
        }
    }

    private final Map<UUID, String> issued = new LinkedHashMap<>();

    private String token(UUID user) {
        return issued.computeIfAbsent(user, one -> tokens.token(one.toString(), ""));
    }

    private void report(String what, double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        double p50 = sorted[(sorted.length - 1) / 2];
        double p99 = sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
        Map<String, Double> percentiles = bars.computeIfAbsent(what, key -> new LinkedHashMap<>());
        percentiles.put("p50", p50);
        percentiles.put("p99", p99);
        measurements.put(users, what + ", p50", p50);
        measurements.put(users, what + ", p99", p99);
        measurements.put(users, what + ", longest", sorted[sorted.length - 1]);
    }
}
