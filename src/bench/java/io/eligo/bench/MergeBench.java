package io.eligo.bench;

import io.eligo.feed.BenchFilter;
import io.eligo.grants.store.UserGrants;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The benchmark {@code ops/bench/merge}, described there. Microseconds, the median of all iterations. The data is that of demo-data,
 * read from a database as a server reads it; the JMH classes are in the packages that they measure.
 */
public final class MergeBench {
    private static final String URL = "eligo.bench.url";
    private static final int OFFERS = 10_000;

    private final Measurements measurements = new Measurements();
    private final String url;
    private final boolean quick;

    private MergeBench(String url, boolean quick) {
        this.url = url;
        this.quick = quick;
    }

    public static void main(String... words) throws Exception {
        Map<String, String> arguments = Arrays.stream(words)
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(word -> word[0], word -> word.length == 2 ? word[1] : ""));
        var accepted = List.of("short", "out");
        if (!accepted.containsAll(arguments.keySet())) {
            System.err.println("accepted: short=true out=FILE, not " + arguments.keySet());
            System.exit(2);
        }
        Path out = Path.of(arguments.getOrDefault("out", "target/bench/merge"));
        Files.createDirectories(out.toAbsolutePath().getParent());
        try (BenchDatabase server = BenchDatabase.start()) {
            BenchDatabase database = server.createDatabase("bench");
            BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=10000", "merchants=2000", "offers=" + OFFERS);
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            var bench = new MergeBench(database.url(), Boolean.parseBoolean(arguments.get("short")));
            bench.measure(out);
            bench.write(out);
            bench.printTargets();
        }
    }

    /** The database of the running benchmark. */
    public static JdbcClient jdbc() {
        return JdbcClient.create(new SingleConnectionDataSource(System.getProperty(URL), "postgres", "", true));
    }

    /** The stored grants of a user with eight merchants and, the median of such users, some 20 targeted offers. */
    public static UserGrants user(JdbcClient jdbc) {
        return jdbc.sql("""
                        SELECT offer_nos, relations FROM user_grants WHERE cardinality(relations) = 8
                        ORDER BY abs(cardinality(offer_nos) - 22), user_id LIMIT 1
                        """)
                .query((row, n) ->
                        new UserGrants(ints((Integer[]) row.getArray(1).getArray()), ints((Integer[])
                                row.getArray(2).getArray())))
                .single();
    }

    private static int[] ints(Integer[] array) {
        return Stream.of(array).mapToInt(Integer::intValue).toArray();
    }

    private void measure(Path out) throws RunnerException {
        System.out.printf("%d processors, JDK %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
        var time = TimeValue.milliseconds(quick ? 100 : 500);
        Options options = new OptionsBuilder()
                .include("io\\.eligo\\..*Benchmark\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(quick ? 1 : 2)
                .warmupIterations(quick ? 1 : 4)
                .warmupTime(time)
                .measurementIterations(quick ? 1 : 6)
                .measurementTime(time)
                .jvmArgsAppend("-D%s=%s".formatted(URL, url))
                .shouldFailOnError(true)
                .output(out + ".log")
                .build();
        for (RunResult result : new Runner(options).run()) {
            measurements.put(
                    OFFERS,
                    name(result.getParams()),
                    result.getPrimaryResult().getStatistics().getPercentile(50));
        }
    }

    private static String name(BenchmarkParams params) {
        String name = params.getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1.");
        return Stream.concat(Stream.of(name), params.getParamsKeys().stream().map(params::getParam))
                .collect(Collectors.joining(" "));
    }

    private void write(Path out) throws IOException {
        var about = new LinkedHashMap<String, Object>();
        about.put("date", LocalDate.now().toString());
        about.put("processors", Runtime.getRuntime().availableProcessors());
        about.put("jdk", Runtime.version().toString());
        about.put("command", "ops/bench/merge");
        about.put("unit", "microseconds");
        measurements.writeJson(new File(out + ".json"), about);
    }

    /** The project's targets, and the ratio of the naive implementation's time to Eligo's. */
    private void printTargets() {
        double first = measurements.get(OFFERS, "Page.first");
        double fiftieth = measurements.get(OFFERS, "Page.fiftieth");
        System.out.printf("%n%-50s %8s  %-12s %s%n", "", "µs", "", "naive / ours");
        printTarget("first page", first, "at most 10", measurements.get(OFFERS, "Page.firstNaively") / first);
        printTarget(
                "page 50",
                fiftieth,
                "at most %.1f".formatted(2 * first),
                measurements.get(OFFERS, "Page.fiftiethNaively") / fiftieth);
        for (BenchFilter filter : BenchFilter.values()) {
            if (filter != BenchFilter.NONE) {
                double filtered = measurements.get(OFFERS, "FilteredPage.first " + filter);
                printTarget(
                        "first page, filter " + filter,
                        filtered,
                        "at most 50",
                        measurements.get(OFFERS, "FilteredPage.firstNaively " + filter) / filtered);
            }
        }
    }

    private static void printTarget(String name, double micros, String wanted, double ratio) {
        System.out.printf("  %-48s %8.1f  %-12s %8.1f%n", name, micros, wanted, ratio);
    }
}
