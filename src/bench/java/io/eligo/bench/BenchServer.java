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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Processes of the jar: a server on loopback, or one job. */
public final class BenchServer implements AutoCloseable {
    public static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final File LOG = new File("target/bench-eligo.log");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();
    private final Process process;
    private final String url;

    private BenchServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Runs a job and waits for its end. */
    public static void runJob(BenchDatabase database, String memory, String... words)
            throws IOException, InterruptedException {
        run(database, List.of(memory, "-jar", "target/eligo.jar"), words);
    }

    /** @param jar of any version */
    public static void runJobOf(String jar, BenchDatabase database, String... words)
            throws IOException, InterruptedException {
        run(database, List.of("-Xmx512m", "-jar", jar), words);
    }

    /** @param classes the options that name compiled classes */
    static void runJob(BenchDatabase database, List<String> classes, String... words)
            throws IOException, InterruptedException {
        run(
                database,
                Stream.concat(classes.stream(), Stream.of("-Xmx512m", "io.eligo.EligoApplication"))
                        .toList(),
                words);
    }

    private static void run(BenchDatabase database, List<String> program, String... words)
            throws IOException, InterruptedException {
        int exit = BenchProcess.start(builder(
                        JAVA,
                        database,
                        Stream.of(program.stream(), Stream.of("run"), Stream.of(words))
                                .flatMap(some -> some)))
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("%s: exit code %d, see %s".formatted(List.of(words), exit, LOG));
        }
    }

    static BenchServer start(BenchDatabase database, DevTokens tokens) throws Exception {
        return start(
                database,
                tokens,
                JAVA,
                List.of("-Xmx1g", "-jar", "target/eligo.jar"),
                // Few users send many requests, until they see the change that they wait for.
                List.of("--eligo.limits.rate.per-second=1000000", "--eligo.limits.rate.burst=1000000"));
    }

    /** @param java the executable; {@code program} its arguments, followed by the server's {@code settings} */
    public static BenchServer start(
            BenchDatabase database, DevTokens tokens, String java, List<String> program, List<String> settings)
            throws Exception {
        Path key = Files.createTempFile("eligo", ".pem");
        key.toFile().deleteOnExit();
        Files.writeString(key, tokens.publicKey());
        String publicKey = "--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + key;
        return start(
                database,
                java,
                program,
                Stream.concat(Stream.of(publicKey), settings.stream()).toList());
    }

    /** @param settings also contain the location of the tokens' key */
    static BenchServer start(BenchDatabase database, String java, List<String> program, List<String> settings)
            throws Exception {
        int port = freePort();
        ProcessBuilder builder = builder(
                java,
                database,
                Stream.of(
                                program.stream(),
                                Stream.of("--server.address=127.0.0.1", "--server.port=" + port),
                                settings.stream())
                        .flatMap(words -> words));
        var server = new BenchServer(BenchProcess.start(builder), "http://127.0.0.1:" + port);
        server.awaitReady();
        return server;
    }

    /** A server with {@link ReadsBenchEndpoints} and a Redis. */
    static BenchServer withEndpoints(
            BenchDatabase database, DevTokens tokens, BenchRedis redis, String java, List<String> options)
            throws Exception {
        return start(
                database,
                tokens,
                java,
                Stream.of(
                                List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")),
                                options,
                                List.of("io.eligo.EligoApplication"))
                        .flatMap(List::stream)
                        .toList(),
                List.of(
                        "--spring.main.sources=" + ReadsBenchEndpoints.class.getName(),
                        "--spring.threads.virtual.enabled=true",
                        "--spring.data.redis.url=" + redis.url()));
    }

    private static ProcessBuilder builder(String java, BenchDatabase database, Stream<String> words) {
        var builder = new ProcessBuilder(Stream.concat(Stream.of(java), words).toList())
                .redirectErrorStream(true)
                .redirectOutput(LOG);
        builder.environment()
                .putAll(Map.of(
                        "SPRING_DATASOURCE_URL", database.url(),
                        "SPRING_DATASOURCE_USERNAME", "postgres",
                        "SPRING_DATASOURCE_PASSWORD", ""));
        return builder;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws InterruptedException {
        for (int i = 0; i < 3_000 && process.isAlive(); i++) {
            try {
                var request = HttpRequest.newBuilder(URI.create(url + "/actuator/health/readiness"))
                        .build();
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the server ended, or was not ready after five minutes, see " + LOG);
    }

    public String url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    /** The body of a GET, which must succeed. */
    public String get(String token, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    /** The JSON that answers a GET, which must succeed. */
    JsonNode getJson(String token, String path) throws IOException, InterruptedException {
        return json.readTree(get(token, path));
    }

    /** The CPU time that the process has used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The data of the answer. */
    public JsonNode query(String token, String document) throws IOException, InterruptedException {
        return execute(token, Map.of("query", document)).path("data");
    }

    /** The whole answer, which must have no errors. */
    JsonNode execute(String token, Map<String, ?> request) throws IOException, InterruptedException {
        JsonNode body = json.readTree(post(token, json.writeValueAsString(request)));
        if (body.has("errors")) {
            throw new IllegalStateException(body.toString());
        }
        return body;
    }

    /** The totals of a counter by the value of its only label. */
    public Map<String, Double> readCounter(String counter, String token) throws IOException, InterruptedException {
        Pattern line = Pattern.compile(Pattern.quote(counter) + "\\{[^=]*=\"([^\"]*)\"[^}]*} (\\S+)");
        var totals = new TreeMap<String, Double>();
        get(token, "/actuator/prometheus")
                .lines()
                .map(line::matcher)
                .filter(Matcher::matches)
                .forEach(match -> totals.put(match.group(1), Double.valueOf(match.group(2))));
        return totals;
    }

    /** The answer to any body, whatever its status. */
    String post(String token, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/graphql"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
