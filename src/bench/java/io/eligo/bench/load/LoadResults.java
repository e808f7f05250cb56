package io.eligo.bench.load;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code ops/load/Results.java} has written: times in milliseconds. */
record LoadResults(JsonNode document) {
    static final String PAGE = "a page of offers";
    static final String CHANGE = "a change";
    static final String AFTER_CHANGE = "an offer after its change";

    /** All requests of ten seconds, which end {@code seconds} after the start. */
    record Interval(double seconds, double perSecond, double p50, double p95, double p99) {}

    private static final double INTERVAL_SECONDS = 10;

    static LoadResults read(Path file) {
        return new LoadResults(new JsonMapper().readTree(file));
    }

    /** The names of the requests that were sent. */
    List<String> requests() {
        return Stream.of(PAGE, CHANGE, AFTER_CHANGE)
                .filter(document.path("requests")::has)
                .toList();
    }

    /** @param figure count, failed, p50, p95, p99 or max */
    double figure(String request, String figure) {
        JsonNode value = document.path("requests").path(request).path(figure);
        if (!value.isNumber()) {
            throw new IllegalStateException("no figure '%s' of '%s'".formatted(figure, request));
        }
        return value.asDouble();
    }

    List<Interval> intervals(String request) {
        return document.path("requests")
                .path(request)
                .path("intervals")
                .valueStream()
                .map(interval -> new Interval(
                        interval.path("seconds").asDouble(),
                        interval.path("count").asDouble() / INTERVAL_SECONDS,
                        interval.path("p50").asDouble(),
                        interval.path("p95").asDouble(),
                        interval.path("p99").asDouble()))
                .toList();
    }

    /** Reads after a change that had arrived, by the server's word, without the change in the answer. */
    long wrong() {
        return document.path("wrong").asLong();
    }

    /** Reads whose change had not arrived within the time for which the server lets a read wait. */
    long late() {
        return document.path("late").asLong();
    }

    long failed() {
        return (long) requests().stream()
                .mapToDouble(request -> figure(request, "failed"))
                .sum();
    }
}
