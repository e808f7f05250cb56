package io.eligo.report.prometheus;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How requests to Prometheus are authorized. Its text says no more than whether they are. */
public final class PrometheusCredentials {
    public static final PrometheusCredentials NONE = new PrometheusCredentials(null);

    private final @Nullable String authorization;

    private PrometheusCredentials(@Nullable String authorization) {
        this.authorization = authorization;
    }

    /** @param token of visible ASCII characters */
    public static PrometheusCredentials bearer(String token) {
        return new PrometheusCredentials("Bearer " + token);
    }

    public static PrometheusCredentials basic(String username, String password) {
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new PrometheusCredentials("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    boolean areGiven() {
        return authorization != null;
    }

    void addTo(HttpRequest.Builder request) {
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
    }

    @Override
    public String toString() {
        return areGiven() ? "credentials" : "no credentials";
    }
}
