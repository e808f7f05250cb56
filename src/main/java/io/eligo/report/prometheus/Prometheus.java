package io.eligo.report.prometheus;

import io.eligo.report.prometheus.HourlySeries.HourlyValue;
import io.eligo.report.prometheus.PrometheusAnswer.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** Prometheus' query API. Not thread-safe. */
public final class Prometheus {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Longer than the two minutes after which Prometheus itself ends a query. */
    private static final Duration TIMEOUT = Duration.ofSeconds(150);
    /** A hundred times what the longest series needs. */
    private static final int MAX_ANSWER_BYTES = 8 << 20;

    private final PrometheusAddress address;
    private final PrometheusCredentials credentials;
    private final Duration timeout;
    private final Set<String> warnings = new LinkedHashSet<>();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            // The credentials are for this address alone.
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    public Prometheus(PrometheusAddress address, PrometheusCredentials credentials) {
        this(address, credentials, TIMEOUT);
    }

    /** @param timeout of one query */
    Prometheus(PrometheusAddress address, PrometheusCredentials credentials, Duration timeout) {
        this.address = address;
        this.credentials = credentials;
        this.timeout = timeout;
    }

    /** What Prometheus has warned of so far, such as an answer that lacks a part of the data. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * The value of an expression without labels at an instant; empty if it has none, or none that is finite.
     *
     * @throws QueryFailed if Prometheus could not evaluate it
     * @throws PrometheusUnavailable if Prometheus could not be asked
     */
    public OptionalDouble value(String expression, Instant at) {
        JsonNode data = ask("/api/v1/query", Map.of("query", expression, "time", seconds(at)));
        JsonNode result = data.path("result");
        if (data.path("resultType").asString("").equals("scalar")) {
            return PrometheusAnswer.number(result.path(1));
        }
        requireAtMostOne(result);
        return result.isEmpty()
                ? OptionalDouble.empty()
                : PrometheusAnswer.number(result.path(0).path("value").path(1));
    }

    /**
     * The values of an expression without labels at the end of each hour between two instants.
     *
     * @throws QueryFailed if Prometheus could not evaluate it
     * @throws PrometheusUnavailable if Prometheus could not be asked
     */
    public HourlySeries hourly(String expression, Instant start, Instant end) {
        JsonNode result = ask(
                        "/api/v1/query_range",
                        Map.of(
                                "query", expression,
                                "start", seconds(start.plus(HOUR)),
                                "end", seconds(end),
                                "step", String.valueOf(HOUR.toSeconds())))
                .path("result");
        requireAtMostOne(result);
        var values = new ArrayList<HourlyValue>();
        for (JsonNode pair : result.path(0).path("values")) {
            Instant hour = Instant.ofEpochSecond(Math.round(pair.path(0).asDouble(0)));
            PrometheusAnswer.number(pair.path(1)).ifPresent(value -> values.add(new HourlyValue(hour, value)));
        }
        return new HourlySeries(start, end, values);
    }

    private void requireAtMostOne(JsonNode result) {
        if (result.size() > 1) {
            throw new PrometheusUnavailable(
                    String.format(Locale.ROOT, "%s answers %d series where one is expected", name(), result.size()));
        }
    }

    private String name() {
        return "Prometheus at " + address.base();
    }

    private static String seconds(Instant at) {
        return String.valueOf(at.getEpochSecond());
    }

    private JsonNode ask(String path, Map<String, String> parameters) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path, parameters))
                .header("Accept", "application/json")
                .header("User-Agent", "eligo");
        credentials.addTo(request);
        var answer = new PrometheusAnswer(name(), exchange(request.build()), credentials.areGiven());
        warnings.addAll(answer.warnings());
        return answer.data();
    }

    private HttpAnswer exchange(HttpRequest request) {
        // The timeout of a request does not cover the body of its answer, so the whole exchange is limited here.
        CompletableFuture<HttpAnswer> exchange = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(this::read);
        try {
            return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PrometheusUnavailable unavailable) {
                throw unavailable;
            }
            throw new PrometheusUnavailable(name() + " cannot be reached: " + ConnectionFailures.describe(e));
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new PrometheusUnavailable(
                    String.format(Locale.ROOT, "%s has not answered within %d s", name(), timeout.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PrometheusUnavailable("interrupted while waiting for " + name());
        }
    }

    private HttpAnswer read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES);
            if (bytes.length == MAX_ANSWER_BYTES) {
                throw new PrometheusUnavailable(name() + " answers more than 8 MB");
            }
            return HttpAnswer.of(response, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
