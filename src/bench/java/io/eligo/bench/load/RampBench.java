package io.eligo.bench.load;

import io.eligo.bench.BenchArguments;
import io.eligo.load.K6Script;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The load test {@code ops/load/ramp}, described there. */
public final class RampBench {
    private RampBench() {}

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words, "users=100000", "callers=10000", "think=2", "scale=1", "out=target/load/ramp");
        double scale = arguments.decimal("scale");
        List<K6Script.Stage> stages = K6Script.read().stages().stream()
                .map(stage -> new K6Script.Stage(
                        Duration.ofMillis((long) (scale * stage.duration().toMillis())), stage.users()))
                .toList();
        boolean passed = LoadTarget.with(arguments.number("users"), target -> load(target, arguments, stages));
        System.exit(passed ? 0 : 1);
    }

    private static boolean load(LoadTarget target, BenchArguments arguments, List<K6Script.Stage> stages)
            throws Exception {
        try (Gatling gatling = Gatling.start(target, arguments, stages, 0, 0)) {
            long before = target.server().cpu().toMillis();
            boolean met = gatling.waitFor();
            report(target, target.server().cpu().toMillis() - before);
            LoadCharts.write(
                    "Pages of offers under a ramp to 1,000 concurrent users",
                    "%,d users in the database, %d processors, %s"
                            .formatted(
                                    arguments.number("users"),
                                    Runtime.getRuntime().availableProcessors(),
                                    LocalDate.now()),
                    stages,
                    gatling.results(),
                    Path.of(arguments.text("out"), "ramp"));
            return met;
        }
    }

    private static void report(LoadTarget target, long cpuMillis) throws Exception {
        Map<String, Double> reads = target.server().readCounter("offers_cache_requests_total", target.operator());
        double all = reads.values().stream().mapToDouble(Double::doubleValue).sum();
        System.out.printf(
                "%,.0f reads, %s; of the server's CPU %.2f ms a read%n",
                all,
                reads.entrySet().stream()
                        .map(read -> "%s %.1f %%".formatted(read.getKey(), 100 * read.getValue() / all))
                        .collect(Collectors.joining(", ")),
                cpuMillis / all);
    }
}
