package io.eligo.bench;

import io.eligo.bench.chart.BarChart;
import io.eligo.bench.chart.LineChart;
import io.eligo.exactness.GrantsChecker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The benchmark {@code ops/bench/rebuild}, described there. Eligo's times are from the job's records; the jar runs as a process. */
public final class RebuildBench {
    private static final int RUNS = 3;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final String RELATIONS =
            "SELECT user_id, merchant_id, type FROM customer_type WHERE %s ORDER BY user_id, merchant_id";
    private static final List<String> SOURCES = List.of(
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "cashback_tier",
            "exclusive_offer",
            "loyalty_program",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "customer_type");

    private static final List<String> PLOTTED = List.of(
            "floor: relations out in user order, 1 connection",
            "floor: user_grants into a bare table",
            "Eligo: first rebuild",
            "Eligo: nothing to do",
            "Eligo: 0.1 % of relations changed",
            "Eligo: 5 % of relations changed",
            "materialised view: CREATE",
            "materialised view: REFRESH CONCURRENTLY, nothing changed",
            "table: MERGE, nothing changed");

    private final Measurements measurements = new Measurements();
    private final BenchArguments arguments;
    private final Path out;

    private RebuildBench(BenchArguments arguments) throws IOException {
        this.arguments = arguments;
        this.out = arguments.out();
    }

    public static void main(String... words) throws Exception {
        var arguments =
                BenchArguments.parse(words, "sizes=10000,100000,1000000", "peers=1000000", "out=target/bench/rebuild");
        var bench = new RebuildBench(arguments);
        try (BenchDatabase server = BenchDatabase.start()) {
            System.out.printf(
                    "%s, fsync %s, %d processors, JDK %s%n",
                    server.sql().sql("SELECT version()").query(String.class).single(),
                    server.sql().sql("SHOW fsync").query(String.class).single(),
                    THREADS,
                    Runtime.version());
            for (String size : arguments.text("sizes").split(",")) {
                BenchDatabase database = server.createDatabase("bench_" + size);
                bench.measure(database, Long.parseLong(size));
                database.drop();
                bench.write();
            }
        }
        bench.printTargets();
    }

    private void measure(BenchDatabase database, long users) throws Exception {
        BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=" + users, "merchants=2000", "offers=10000");
        measurements.put(users, "demo-data, the job", lastJob(database));
        measurements.put(users, "relations", database.queryLong("SELECT count(*) FROM customer_type"));
        measurements.put(users, "floor: relations out in user order, 1 connection", median(() -> read(database, 1)));
        measurements.put(
                users,
                "floor: relations out in user order, %d connections".formatted(THREADS),
                median(() -> read(database, THREADS)));

        measurements.put(users, "Eligo: first rebuild", median(() -> {
            database.execute("TRUNCATE user_grants", "CHECKPOINT");
            return rebuild(database);
        }));
        assertGrantsCorrect(database, users);
        measurements.put(
                users, "targeted grants", database.queryLong("SELECT sum(cardinality(offer_nos)) FROM user_grants"));
        measurements.put(users, "floor: user_grants into a bare table", writeFloor(database, users));

        long writes = writes(database);
        // Autovacuum after the load writes too: the smallest value is closest to the job's own.
        var wal = new ArrayList<Long>();
        measurements.put(users, "Eligo: nothing to do", median(() -> {
            long before = wal(database);
            double seconds = rebuild(database);
            wal.add(wal(database) - before);
            return seconds;
        }));
        measurements.put(users, "Eligo: nothing to do, kB of WAL", Collections.min(wal) / 1e3);
        measurements.put(users, "Eligo: nothing to do, rows written", writes(database) - writes);

        changes(database, users, "0.1 %", 1000);
        changes(database, users, "5 %", 20);
        assertGrantsCorrect(database, users);

        measurements.put(users, "user_grants, MB with key", size(database, List.of("user_grants")));
        measurements.put(users, "source tables, MB with indexes", size(database, SOURCES));
        if (users <= arguments.number("peers")) {
            new MaterializedViewBench(database, measurements, users).run();
        }
        new SqlViewBench(database, measurements, users, Path.of(out + "-plans.txt")).run();
    }

    /** Each type changes to the next one; then vacuum and analyze, as import does at its end. */
    private void changes(BenchDatabase database, long users, String share, int oneIn) throws Exception {
        var seconds = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            database.execute("""
                    UPDATE customer_type SET type = CASE type WHEN 'New' THEN 'Vip' WHEN 'Vip' THEN 'Regular' ELSE 'New' END
                    WHERE abs(hashtext(user_id::text || merchant_id::text)) %% %d = %d
                    """.formatted(oneIn, i), "VACUUM (ANALYZE) customer_type");
            seconds[i] = rebuild(database);
        }
        measurements.put(users, "Eligo: %s of relations changed".formatted(share), Measurements.medianOf(seconds));
        measurements.put(
                users,
                "Eligo: %s, of rows changed since the start heap-only, %%".formatted(share),
                100.0
                        * database.queryLong(
                                "SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'user_grants'")
                        / Math.max(
                                1,
                                database.queryLong(
                                        "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'user_grants'")));
    }

    private double read(BenchDatabase database, int connections) throws Exception {
        var queries = new ArrayList<String>();
        for (int i = 0; i < connections; i++) {
            queries.add(RELATIONS.formatted(
                    "user_id BETWEEN '%08x-0000-0000-0000-000000000000' AND '%08x-ffff-ffff-ffff-ffffffffffff'"
                            .formatted((1L << 32) * i / connections, (1L << 32) * (i + 1) / connections - 1)));
        }
        return Measurements.measureSeconds(() -> database.readAndDiscard(queries));
    }

    private double writeFloor(BenchDatabase database, long users) throws Exception {
        Path file = Files.createTempFile("user_grants", ".copy");
        database.copyTo(file, "SELECT * FROM user_grants ORDER BY user_id");
        try {
            return median(() -> {
                database.execute(
                        "DROP TABLE IF EXISTS bare",
                        "CREATE TABLE bare (LIKE user_grants) WITH (fillfactor = 80)",
                        "CHECKPOINT");
                return Measurements.measureSeconds(() -> {
                    database.copyFrom(file, "bare");
                    database.execute("ALTER TABLE bare ADD PRIMARY KEY (user_id)");
                });
            });
        } finally {
            Files.delete(file);
            database.execute("DROP TABLE bare");
        }
    }

    private static void assertGrantsCorrect(BenchDatabase database, long users) {
        GrantsChecker.Report report = GrantsChecker.check(database.dataSource());
        System.out.printf("%,12d  checked: %s%n", users, report);
        if (report.differences() > 0) {
            throw new IllegalStateException("user_grants is not what the rules say: " + report);
        }
    }

    private static double rebuild(BenchDatabase database) throws IOException, InterruptedException {
        BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
        return lastJob(database);
    }

    private static double lastJob(BenchDatabase database) {
        return database.sql()
                .sql(
                        "SELECT extract(epoch FROM end_time - start_time)::float8 FROM batch.batch_job_execution ORDER BY job_execution_id DESC LIMIT 1")
                .query(Double.class)
                .single();
    }

    private static double median(Measurements.TimedRun timedRun) throws Exception {
        return Measurements.medianOfRuns(timedRun, timedRun, timedRun);
    }

    private static long writes(BenchDatabase database) {
        return database.queryLong(
                "SELECT n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE relname = 'user_grants'");
    }

    private static long wal(BenchDatabase database) {
        return database.queryLong("SELECT (pg_current_wal_lsn() - '0/0')::bigint");
    }

    private static double size(BenchDatabase database, List<String> tables) {
        return database.queryLong("SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(ARRAY['%s']) AS t"
                        .formatted(String.join("', '", tables)))
                / 1e6;
    }

    private void write() throws IOException {
        measurements.writeJson(new File(out + ".json"), arguments.about("ops/bench/rebuild"));
        long largest = Collections.max(measurements.sizes());
        String machine = "%d processors, %s".formatted(THREADS, LocalDate.now());
        new BarChart(
                        "Full rebuild of %,d users, and the usual alternatives".formatted(largest),
                        machine,
                        "s",
                        measurements.bars(largest, PLOTTED))
                .write(out);
        new LineChart(
                        "Full rebuild by the number of users",
                        machine,
                        "users",
                        true,
                        List.of(new LineChart.Panel("", "s", measurements.lines(PLOTTED))))
                .write(Path.of(out + "-sizes"));
    }

    /** The project's targets, as ratios. */
    private void printTargets() {
        for (Long users : measurements.sizes()) {
            double read = measurements.get(users, "floor: relations out in user order, 1 connection");
            double floor = read + measurements.get(users, "floor: user_grants into a bare table");
            double first = measurements.get(users, "Eligo: first rebuild");
            double nothing = measurements.get(users, "Eligo: nothing to do");
            System.out.printf("%n%,d users%n", users);
            printTarget("first rebuild / floor", first / floor, "at most 2.5");
            printTarget("nothing to do / reading the relations", nothing / read, "at most 2.5");
            printTarget(
                    "nothing to do / reading with %d connections".formatted(THREADS),
                    nothing
                            / measurements.get(
                                    users, "floor: relations out in user order, %d connections".formatted(THREADS)),
                    "");
            printTarget(
                    "0.1 % changed / nothing to do",
                    measurements.get(users, "Eligo: 0.1 % of relations changed") / nothing, "at most 1.5");
            printTarget(
                    "5 % changed / first rebuild",
                    measurements.get(users, "Eligo: 5 % of relations changed") / first, "at most 1");
            printTarget(
                    "grants / sources, MB",
                    measurements.get(users, "user_grants, MB with key")
                            / measurements.get(users, "source tables, MB with indexes"),
                    "at most 0.3");
            if (users <= arguments.number("peers")) {
                double view = measurements.get(users, "materialised view: CREATE");
                printTarget("creating the view without its index / first rebuild", view / first, "");
                printTarget(
                        "creating the view / first rebuild",
                        (view + measurements.get(users, "materialised view: its unique index")) / first,
                        "at least 4");
                printTarget(
                        "REFRESH CONCURRENTLY / nothing to do",
                        measurements.get(users, "materialised view: REFRESH CONCURRENTLY, nothing changed") / nothing,
                        "at least 25");
            }
        }
    }

    private static void printTarget(String name, double ratio, String wanted) {
        System.out.printf("  %-50s %8.2f  %s%n", name, ratio, wanted);
    }
}
