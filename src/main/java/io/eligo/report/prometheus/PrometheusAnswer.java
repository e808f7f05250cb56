package io.eligo.report.prometheus;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** An answer of Prometheus' query API, or of a server that is taken for one. */
final class PrometheusAnswer {
    private static final Logger log = LoggerFactory.getLogger(PrometheusAnswer.class);
    private static final int MAX_MESSAGE_LENGTH = 300;

    private final String server;
    private final HttpAnswer answer;
    private final boolean authorized;
    private final JsonNode json;

    /** @param location where a redirect leads to; empty if it says nothing */
    record HttpAnswer(int status, String contentType, String location, byte[] body) {
        static HttpAnswer of(HttpResponse<?> response, byte[] body) {
            return new HttpAnswer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse("no content type"),
                    response.headers().firstValue("Location").orElse(""),
                    body);
        }
    }

    /**
     * @param server its name for messages
     * @param authorized whether the request had credentials
     */
    PrometheusAnswer(String server, HttpAnswer answer, boolean authorized) {
        this.server = server;
        this.answer = answer;
        this.authorized = authorized;
        this.json = parse(server, answer.body());
    }

    private static JsonNode parse(String server, byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            // A proxy's page, which the status or the content type explains.
            log.debug("{} does not answer JSON", server, e);
            return MissingNode.getInstance();
        }
    }

    List<String> warnings() {
        return json.path("warnings")
                .valueStream()
                .map(warning -> line(warning.asString("")))
                .toList();
    }

    /**
     * @throws QueryFailed if the query failed
     * @throws PrometheusUnavailable if this is no answer of a Prometheus
     */
    JsonNode data() {
        String state = json.path("status").asString("");
        if (answer.status() == 200
                && state.equals("success")
                && json.path("data").path("result").isArray()) {
            return json.path("data");
        }
        if (answer.status() != 401 && answer.status() != 403 && state.equals("error")) {
            throw new QueryFailed(line(json.path("error").asString("no reason given")));
        }
        throw new PrometheusUnavailable(server + " " + describe());
    }

    private String describe() {
        return switch (answer.status() / 100 * 100) {
            case 200 ->
                String.format(
                        Locale.ROOT,
                        "is no Prometheus: it answers %s, not as the query API does",
                        line(answer.contentType()));
            case 300 ->
                answer.location().isEmpty()
                        ? "redirects, which is not followed; name the address that it leads to"
                        : "redirects to " + withoutQuery(line(answer.location()))
                                + ", which is not followed; name that address, without /api/v1";
            case 400 -> describeRefusal();
            default -> "fails with status " + answer.status();
        };
    }

    private String describeRefusal() {
        return switch (answer.status()) {
            case 401, 403 ->
                authorized
                        ? "refuses the credentials with status " + answer.status()
                        : "wants credentials (status " + answer.status()
                                + "): set ELIGO_REPORT_TOKEN, or ELIGO_REPORT_USERNAME and ELIGO_REPORT_PASSWORD";
            case 404 -> "has no query API there (status 404): name the address that is before /api/v1";
            default -> "refuses the request with status " + answer.status();
        };
    }

    private static String withoutQuery(String location) {
        return location.replaceFirst("\\?.*", "");
    }

    /** A number that Prometheus writes as text; empty if it is not finite. */
    static OptionalDouble number(JsonNode text) {
        try {
            double value = Double.parseDouble(text.asString(""));
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            // +Inf and -Inf, which Java writes otherwise.
            return OptionalDouble.empty();
        }
    }

    private static String line(String message) {
        String line = message.replaceAll("\\s+", " ").strip();
        return line.substring(0, Math.min(line.length(), MAX_MESSAGE_LENGTH));
    }
}
