package io.eligo.bench.load;

import io.eligo.bench.BenchArguments;
import io.eligo.bench.Measurements;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** The load test {@code ops/load/mixed}, described there. */
public final class MixedBench {
    private MixedBench() {}

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words,
                "users=100000",
                "callers=10000",
                "concurrent=500",
                "think=2",
                "writes=5",
                "shadow=1",
                "minutes=5",
                "out=target/load/mixed");
        boolean passed = LoadTarget.with(arguments.number("users"), target -> load(target, arguments));
        System.exit(passed ? 0 : 1);
    }

    private static boolean load(LoadTarget target, BenchArguments arguments) throws Exception {
        var duration = Duration.ofMillis((long) (6e4 * arguments.decimal("minutes")));
        var load = new MixedLoad(target, arguments, duration);
        var measurements = new Measurements();
        List<String> faults;
        LoadResults results;
        try (Gatling gatling = load.start()) {
            Thread.sleep(duration.dividedBy(2).toMillis());
            load.launchRebuild();
            faults = load.judge(gatling, measurements);
            results = gatling.results();
        }
        Path out = Path.of(arguments.text("out"));
        measurements.writeJson(new File(out.toFile(), "mixed.json"), arguments.about("ops/load/mixed"));
        LoadCharts.write(
                "Reads, %s %% changes, and a full rebuild at half-time".formatted(arguments.text("writes")),
                "%,d users in the database, %d processors, %s"
                        .formatted(
                                arguments.number("users"), Runtime.getRuntime().availableProcessors(), LocalDate.now()),
                load.stages(),
                results,
                out.resolve("mixed"));
        faults.forEach(fault -> System.out.println("FAULT " + fault));
        return faults.isEmpty();
    }
}
