package io.eligo.report.prometheus;

/** Prometheus answers that it could not evaluate one query, such as a query that needs too much memory. The message is Prometheus'. */
public final class QueryFailed extends RuntimeException {
    QueryFailed(String message) {
        super(message);
    }
}
