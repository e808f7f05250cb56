package io.eligo.report.prometheus;

/** Prometheus cannot be asked; the message names its address, the reason and the remedy, and contains no secret. */
public final class PrometheusUnavailable extends RuntimeException {
    PrometheusUnavailable(String message) {
        super(message);
    }
}
