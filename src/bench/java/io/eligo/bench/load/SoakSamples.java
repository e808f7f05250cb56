package io.eligo.bench.load;

import io.eligo.bench.BenchArguments;
import io.eligo.bench.Measurements;
import io.eligo.bench.chart.LineChart;
import io.eligo.bench.load.SoakQuantity.Judged;
import io.eligo.load.Growth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The samples of a soak test as CSV and pictures, and what grew after the minutes in which the server settles. */
final class SoakSamples {
    /** Minutes after settling: what a job adds in a minute needs one sample more than {@link Growth}. */
    static final int LEAST = Growth.LEAST_SAMPLES + 1;

    private record Sample(int minute, Map<String, Double> values) {
        double value(SoakQuantity quantity) {
            Double value = values.get(quantity.name());
            if (value == null) {
                throw new IllegalStateException("no sample of '%s'".formatted(quantity.name()));
            }
            return value;
        }
    }

    private final int settle;
    private final List<Sample> samples = new ArrayList<>();

    SoakSamples(int settle) {
        this.settle = settle;
    }

    void add(int minute, Map<String, Double> values) {
        samples.add(new Sample(minute, values));
    }

    String subtitle(BenchArguments arguments) {
        return "%,d users in the database, %d concurrent, %s %% changes, a rebuild each %d minutes; %d processors, %s"
                .formatted(
                        arguments.number("users"),
                        arguments.number("concurrent"),
                        arguments.text("writes"),
                        arguments.number("rebuild"),
                        Runtime.getRuntime().availableProcessors(),
                        LocalDate.now());
    }

    void writeCsv(Path file) throws IOException {
        String header = SoakQuantity.ALL.stream()
                .map(quantity -> quantity.name() + (quantity.unit().isEmpty() ? "" : " (" + quantity.unit() + ")"))
                .collect(Collectors.joining(","));
        Stream<String> rows = samples.stream()
                .map(sample -> SoakQuantity.ALL.stream()
                        .map(quantity -> String.format(Locale.ROOT, "%.3f", sample.value(quantity)))
                        .collect(Collectors.joining(",", sample.minute() + ",", "")));
        Files.write(file, Stream.concat(Stream.of("minute," + header), rows).toList());
    }

    void plot(Path out, String subtitle) throws IOException {
        List<LineChart.Panel> panels = SoakQuantity.ALL.stream()
                .map(quantity -> new LineChart.Panel(
                        quantity.name(),
                        quantity.unit(),
                        Map.of(
                                quantity.name(),
                                samples.stream()
                                        .map(sample -> List.of((double) sample.minute(), sample.value(quantity)))
                                        .toList())))
                .toList();
        new LineChart("Soak test: what a node and its servers hold", subtitle, "minutes", false, panels).write(out);
    }

    private record Verdict(String name, String unit, Growth growth) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-38s %12.2f %12.2f %+12.2f %12.2f %-3s %s",
                    name,
                    growth.first(),
                    growth.last(),
                    growth.trend(),
                    growth.allowed(),
                    unit,
                    growth.grew() ? "GREW" : "steady");
        }
    }

    /** Keeps the figures, prints a line for each quantity, and returns those that grew. */
    List<String> judge(Measurements measurements, int users) {
        List<Verdict> verdicts = verdicts();
        for (Verdict verdict : verdicts) {
            measurements.put(
                    users, verdict.name() + ", first third", verdict.growth().first());
            measurements.put(
                    users, verdict.name() + ", last third", verdict.growth().last());
        }
        System.out.printf("%nafter minute %d; the columns are described in ops/load/soak%n", settle);
        System.out.printf("%-38s %12s %12s %12s %12s%n", "", "first third", "last third", "by trend", "allowed");
        verdicts.forEach(System.out::println);
        return verdicts.stream()
                .filter(verdict -> verdict.growth().grew())
                .map(verdict -> "grew: " + verdict)
                .toList();
    }

    private List<Verdict> verdicts() {
        var verdicts = new ArrayList<Verdict>();
        for (SoakQuantity quantity : SoakQuantity.ALL) {
            Growth growth = quantity.growth(samples.stream()
                    .filter(sample -> sample.minute() > settle)
                    .map(sample -> sample.value(quantity))
                    .toList());
            if (growth != null) {
                String name = quantity.judged() == Judged.ADDED ? quantity.name() + " added a minute" : quantity.name();
                verdicts.add(new Verdict(name, quantity.unit(), growth));
            }
        }
        return verdicts;
    }
}
