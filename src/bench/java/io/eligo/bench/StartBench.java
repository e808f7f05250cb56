package io.eligo.bench;

import io.eligo.servers.DevTokens;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The benchmark {@code ops/bench/start}, described there. */
public final class StartBench {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final File LOG = new File("target/bench-eligo.log").getAbsoluteFile();

    private final BenchDatabase database;
    private final String java;
    private final List<String> settings;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    /** @param program the arguments of {@code java}, without those of the application */
    private record Variant(String name, Path folder, List<String> program) {}

    private StartBench(BenchDatabase database, String java, List<String> settings) {
        this.database = database;
        this.java = java;
        this.settings = settings;
    }

    public static void main(String... words) throws Exception {
        var arguments = BenchArguments.parse(
                words, "java=" + BenchServer.JAVA, "rounds=5", "options=", "users=0", "out=target/bench/start");
        Path out = arguments.out();
        int users = arguments.number("users");
        Path key = Files.createTempFile("eligo", ".pem");
        key.toFile().deleteOnExit();
        Files.writeString(key, new DevTokens().publicKey());
        try (BenchDatabase database = BenchDatabase.start()) {
            if (users > 0) {
                BenchServer.runJob(database, "-Xmx512m", "demo-data", "users=" + users);
            }
            BenchServer.runJob(database, "-Xmx512m", "full-rebuild");
            var bench = new StartBench(
                    database,
                    arguments.text("java"),
                    List.of("--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + key));
            List<Variant> variants =
                    bench.variants(Path.of(out + "-folder").toAbsolutePath(), arguments.text("options"));
            for (int round = 0; round < arguments.number("rounds"); round++) {
                for (Variant variant : variants) {
                    bench.ready(variant);
                    bench.job(variant);
                }
            }
            bench.report(users).writeJson(new File(out + ".json"), arguments.about("ops/bench/start"));
        }
    }

    private List<Variant> variants(Path folder, String options) throws IOException, InterruptedException {
        var recording = new ProcessBuilder("ops/image/archive", "target/eligo.jar", folder.toString())
                .redirectErrorStream(true);
        recording.redirectOutput(LOG).environment().put("JAVA", java);
        long began = System.nanoTime();
        if (BenchProcess.start(recording).waitFor() != 0) {
            throw new IllegalStateException("ops/image/archive failed, see " + LOG);
        }
        record("recording the archive, s", began);
        List<String> further = Stream.of(options.split(","))
                .filter(option -> !option.isBlank())
                .toList();
        return List.of(
                new Variant("jar", Path.of("").toAbsolutePath(), with(further, "-jar", "target/eligo.jar")),
                new Variant("extracted", folder, with(further, "-jar", "eligo.jar")),
                new Variant("archive", folder, with(further, "@start.options", "-jar", "eligo.jar")));
    }

    private static List<String> with(List<String> first, String... others) {
        return Stream.concat(first.stream(), Stream.of(others)).toList();
    }

    private void ready(Variant variant) throws IOException, InterruptedException {
        int port = freePort();
        var words = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=" + port));
        words.addAll(settings);
        var readiness = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .build();
        long began = System.nanoTime();
        Process process = start(variant, words);
        while (!isReady(readiness)) {
            if (!process.isAlive() || System.nanoTime() - began > LONGEST_START.toNanos()) {
                throw new IllegalStateException(variant.name() + ": the node is not ready, see " + LOG);
            }
            Thread.sleep(20);
        }
        record(variant.name() + ": ready, s", began);
        add(
                variant.name() + ": CPU until ready, s",
                process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3);
        process.destroy();
        process.waitFor();
    }

    private boolean isReady(HttpRequest readiness) throws InterruptedException {
        try {
            return http.send(readiness, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not listening yet.
            return false;
        }
    }

    private void job(Variant variant) throws IOException, InterruptedException {
        long began = System.nanoTime();
        int exit = start(variant, List.of("run", "full-rebuild")).waitFor();
        record(variant.name() + ": run full-rebuild, s", began);
        if (exit != 0) {
            throw new IllegalStateException("%s: exit code %d, see %s".formatted(variant.name(), exit, LOG));
        }
    }

    private Process start(Variant variant, List<String> words) throws IOException {
        var command = new ArrayList<>(List.of(java));
        command.addAll(variant.program());
        command.addAll(words);
        var builder = new ProcessBuilder(command)
                .directory(variant.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG);
        builder.environment()
                .putAll(Map.of(
                        "SPRING_DATASOURCE_URL", database.url(),
                        "SPRING_DATASOURCE_USERNAME", "postgres",
                        "SPRING_DATASOURCE_PASSWORD", ""));
        return BenchProcess.start(builder);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void record(String name, long began) {
        add(name, (System.nanoTime() - began) / 1e9);
    }

    private void add(String name, double value) {
        seconds.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    private Measurements report(long users) {
        var measurements = new Measurements();
        seconds.forEach((name, values) -> {
            double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
            measurements.put(users, name + ": median", Measurements.medianOf(all));
            measurements.put(
                    users,
                    name + ": longest",
                    values.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
        });
        return measurements;
    }
}
