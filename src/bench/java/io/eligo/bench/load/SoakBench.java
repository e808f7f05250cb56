package io.eligo.bench.load;

import io.eligo.bench.BenchArguments;
import io.eligo.bench.Measurements;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The load test {@code ops/load/soak}, described there. */
public final class SoakBench {
    // The load goes on until the last sample has been taken.
    private static final Duration AFTER_THE_LAST_SAMPLE = Duration.ofSeconds(10);

    private final BenchArguments arguments;
    private final int minutes;
    private final int settle;

    private SoakBench(BenchArguments arguments) {
        this.arguments = arguments;
        this.minutes = arguments.number("minutes");
        this.settle = arguments.number("settle");
        if (minutes - settle < SoakSamples.LEAST) {
            throw BenchArguments.rejected("minutes=%d settle=%d: at least %d more minutes than settle are needed"
                    .formatted(minutes, settle, SoakSamples.LEAST));
        }
        if (arguments.number("rebuild") == 0) {
            throw BenchArguments.rejected("rebuild=0: at least 1 minute is needed");
        }
    }

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words,
                "minutes=60",
                "settle=10",
                "users=100000",
                "callers=2000",
                "concurrent=500",
                "think=2",
                "writes=5",
                "shadow=1",
                "rebuild=15",
                "out=target/load/soak");
        var bench = new SoakBench(arguments);
        boolean passed = LoadTarget.with(arguments.number("users"), bench::run);
        System.exit(passed ? 0 : 1);
    }

    private boolean run(LoadTarget target) throws Exception {
        var load = new MixedLoad(target, arguments, Duration.ofMinutes(minutes).plus(AFTER_THE_LAST_SAMPLE));
        var measurements = new Measurements();
        Path out = Path.of(arguments.text("out"));
        List<String> faults;
        var samples = new SoakSamples(settle);
        try (Gatling gatling = load.start()) {
            sample(target, load, gatling, samples, out.resolve("soak.csv"));
            faults = load.judge(gatling, measurements);
            LoadCharts.write(
                    "Response times of the soak test",
                    samples.subtitle(arguments),
                    load.stages(),
                    gatling.results(),
                    out.resolve("soak-times"));
        }
        samples.plot(out.resolve("soak"), samples.subtitle(arguments));
        faults.addAll(samples.judge(measurements, arguments.number("users")));
        measurements.writeJson(new File(out.toFile(), "soak.json"), arguments.about("ops/load/soak"));
        faults.forEach(fault -> System.out.println("FAULT " + fault));
        return faults.isEmpty();
    }

    /** Before the samples count: the first rebuild adds series to the metrics. */
    private int firstRebuild() {
        return Math.max(1, settle / 2);
    }

    /** A sample each minute, and rebuilds in between. */
    private void sample(LoadTarget target, MixedLoad load, Gatling gatling, SoakSamples samples, Path csv)
            throws Exception {
        var sampler = new SoakSampler(target);
        long begun = System.nanoTime();
        for (int minute = 1; minute <= minutes; minute++) {
            long due = begun + Duration.ofMinutes(minute).toNanos();
            Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            if (!gatling.isRunning()) {
                throw new IllegalStateException("Gatling ended after %d of %d minutes".formatted(minute, minutes));
            }
            samples.add(minute, sampler.sample());
            samples.writeCsv(csv);
            System.out.printf("minute %d of %d sampled, see %s%n", minute, minutes, csv);
            load.observeDrift();
            if (minute < minutes && (minute - firstRebuild()) % arguments.number("rebuild") == 0) {
                load.launchRebuild();
            }
        }
    }
}
