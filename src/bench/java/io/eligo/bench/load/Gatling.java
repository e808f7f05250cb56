package io.eligo.bench.load;

import io.eligo.bench.BenchArguments;
import io.eligo.bench.BenchProcess;
import io.eligo.bench.BenchServer;
import io.eligo.load.K6Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Gatling as a process that runs {@code ops/load/OffersLoad.java} with the query and target of the k6 script. */
final class Gatling implements AutoCloseable {
    private static final Path CLASSES = Path.of("target/load-classes");
    private static final Path CLASSPATH = Path.of("target/load.classpath");

    private static final int CONSOLE_SECONDS = 30;

    private final Path results;
    private final Process process;

    private Gatling(Path results, Process process) {
        this.results = results;
        this.process = process;
    }

    /**
     * @param arguments {@code callers}, {@code think} and {@code out}
     * @param writes the percentage of the requests that are changes
     * @param writers the number of users whose customer types are changed
     */
    static Gatling start(
            LoadTarget target, BenchArguments arguments, List<K6Script.Stage> stages, double writes, int writers)
            throws IOException {
        Path out = Path.of(arguments.text("out"));
        Files.createDirectories(out);
        Path results = out.resolve("results.json");
        Files.deleteIfExists(results);
        int callers = arguments.number("callers");
        K6Script script = K6Script.read();
        var properties = new LinkedHashMap<String, Object>();
        properties.put("gatling.data.console.writePeriod", CONSOLE_SECONDS);
        properties.put("url", target.server().url());
        properties.put("query", script.query());
        properties.put("stages", text(stages));
        properties.put("think", arguments.decimal("think"));
        properties.put("callers", writeTokens(target, "", target.users(0, callers)));
        properties.put("p95", script.p95Millis());
        properties.put("writes", writes);
        properties.put("results", results);
        if (writes > 0) {
            properties.put("writers", writeTokens(target, "catalog:write", target.users(callers, writers)));
            properties.put("merchant", ChangedOffers.MERCHANT);
            properties.put("vip-offer", ChangedOffers.FOR_VIPS);
            properties.put(
                    "offers",
                    ChangedOffers.switched().stream().map(UUID::toString).collect(Collectors.joining(",")));
        }
        return new Gatling(results, BenchProcess.start(new ProcessBuilder(command(properties, out)).inheritIO()));
    }

    /** Lines {@code TOKEN USER}. */
    private static Path writeTokens(LoadTarget target, String scope, List<UUID> users) throws IOException {
        if (users.isEmpty()) {
            throw BenchArguments.rejected("users: more than callers are needed");
        }
        Path file = Files.createTempFile("load", ".txt");
        file.toFile().deleteOnExit();
        return Files.write(
                file,
                users.stream()
                        .map(user -> target.tokens().token(user.toString(), scope) + " " + user)
                        .toList());
    }

    private static List<String> command(Map<String, Object> properties, Path out) throws IOException {
        var command =
                new ArrayList<>(List.of(BenchServer.JAVA, "-Xmx1g", "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-cp",
                CLASSES + ":" + Files.readString(CLASSPATH),
                "io.gatling.app.Gatling",
                "--simulation",
                "OffersLoad",
                "--results-folder",
                out.toString()));
        return command;
    }

    private static String text(List<K6Script.Stage> stages) {
        return stages.stream()
                .map(stage ->
                        String.format(Locale.ROOT, "%.3f:%d", stage.duration().toMillis() / 1e3, stage.users()))
                .collect(Collectors.joining(","));
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Whether all of Gatling's assertions are met. */
    boolean waitFor() throws InterruptedException {
        return process.waitFor() == 0;
    }

    LoadResults results() {
        if (!Files.exists(results)) {
            throw new IllegalStateException("Gatling has written no results; its output is above");
        }
        return LoadResults.read(results);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
