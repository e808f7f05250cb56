package io.eligo.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A server that answers each query as a test wants, by default as a Prometheus for which each expression has the value 200. */
final class FakePrometheus implements AutoCloseable {
    /** @param headers besides those of each answer */
    record Answer(int status, String contentType, String body, Map<String, String> headers) {
        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body, Map.of());
        }

        static Answer page(int status) {
            return new Answer(status, "text/html", "<html><body>a page</body></html>", Map.of());
        }
    }

    private final HttpServer server;
    private final Queue<String> queries = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final Queue<Answer> overrides = new ConcurrentLinkedQueue<>();
    private volatile UnaryOperator<String> values = query -> "200";
    private volatile String warnings = "";

    private FakePrometheus(HttpServer server) {
        this.server = server;
    }

    static FakePrometheus start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var prometheus = new FakePrometheus(server);
            server.createContext("/", prometheus::handle);
            server.start();
            return prometheus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The expressions that it was asked for. */
    List<String> queries() {
        return List.copyOf(queries);
    }

    /** The header of each request; "none" if it has none. */
    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** The value of an expression in Prometheus' spelling; empty for none. An answer of its own if it begins with "{". */
    void answerValues(UnaryOperator<String> byQuery) {
        values = byQuery;
    }

    /** Each request gets this answer. */
    void answerAlways(Answer answer) {
        overrides.clear();
        overrides.add(answer);
    }

    void warn(String warning) {
        warnings = String.format(Locale.ROOT, ",\"warnings\":[\"%s\"]", warning);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "none" : authorization);
        Map<String, String> parameters = parameters(exchange.getRequestURI().getRawQuery());
        queries.add(parameters.get("query"));
        Answer always = overrides.peek();
        Answer answer = always == null ? answer(exchange.getRequestURI().getPath(), parameters) : always;
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        // The server writes headers and body apart, and on a connection that stays open the second waits for 40 ms.
        exchange.getResponseHeaders().set("Connection", "close");
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        return parameters;
    }

    private Answer answer(String path, Map<String, String> parameters) {
        String value = values.apply(parameters.get("query"));
        if (value.startsWith("{")) {
            return Answer.json(422, value);
        }
        boolean range = path.equals("/api/v1/query_range");
        String series = value.isEmpty()
                ? ""
                : range
                        ? "{\"metric\":{},\"values\":[" + hours(parameters, value) + "]}"
                        : "{\"metric\":{},\"value\":[" + parameters.get("time") + ",\"" + value + "\"]}";
        return Answer.json(
                200,
                String.format(
                        Locale.ROOT,
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"%s\",\"result\":[%s]}%s}",
                        range ? "matrix" : "vector",
                        series,
                        warnings));
    }

    private static String hours(Map<String, String> parameters, String value) {
        long step = Long.parseLong(parameters.get("step"));
        long end = Long.parseLong(parameters.get("end"));
        return LongStream.iterate(Long.parseLong(parameters.get("start")), at -> at <= end, at -> at + step)
                .mapToObj(at -> "[" + at + ",\"" + value + "\"]")
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
