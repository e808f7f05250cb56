package io.eligo.api.endpoint;

import io.eligo.api.documents.RejectedRequest;
import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.stereotype.Component;

/** Counts the errors in responses by their classification, and by the limit that they name. */
@Component
class GraphQlErrorMetrics {
    private final Map<String, Counter> errors;
    private final Map<String, Counter> refusals;

    GraphQlErrorMetrics(MeterFactory meters) {
        this.errors = counters(MetricDefinition.GRAPHQL_ERRORS, meters);
        this.refusals = counters(MetricDefinition.GRAPHQL_REFUSALS, meters);
    }

    private static Map<String, Counter> counters(MetricDefinition metric, MeterFactory meters) {
        return metric.labels().get(0).values().stream()
                .collect(Collectors.toUnmodifiableMap(Function.identity(), value -> meters.counter(metric, value)));
    }

    void count(List<ResponseError> responseErrors) {
        for (ResponseError error : responseErrors) {
            Map<String, Object> extensions = error.getExtensions();
            count(String.valueOf(error.getErrorType()), extensions == null ? null : extensions.get("limit"));
        }
    }

    void count(RejectedRequest rejectedRequest) {
        count(String.valueOf(rejectedRequest.extension("classification")), rejectedRequest.extension("limit"));
    }

    private void count(String classification, @Nullable Object limit) {
        Counter error = errors.get(classification);
        Objects.requireNonNull(error == null ? errors.get(ErrorType.INTERNAL_ERROR.name()) : error)
                .increment();
        Counter refusal = limit == null ? null : refusals.get(limit.toString());
        if (refusal != null) {
            refusal.increment();
        }
    }
}
