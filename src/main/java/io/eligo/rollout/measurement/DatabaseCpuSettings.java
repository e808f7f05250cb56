package io.eligo.rollout.measurement;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code eligo.rollout.database-cpu.*}: how the CPU use of the database is known. Without either it is unknown.
 *
 * @param url URL with http or https that answers the CPU use of the database as a ratio from 0 to 1: a number, one sample of
 *     Prometheus' text format, or the answer of Prometheus' /api/v1/query.
 * @param cpus Number of CPUs of the database server, from which the CPU use is estimated without a URL: sessions that run and
 *     wait for nothing, divided by this number; 0 for no estimate.
 */
@Validated
@ConfigurationProperties("eligo.rollout.database-cpu")
record DatabaseCpuSettings(
        @Nullable String url,
        @DefaultValue("0") @Min(0) @Max(10_000) int cpus) {
    DatabaseCpuSettings {
        if (url != null && !url.isBlank() && !isAccepted(url.strip())) {
            // The URL itself is not repeated: its query may hold a secret.
            throw new IllegalArgumentException(
                    "eligo.rollout.database-cpu.url is not accepted; it must be a URL with http or https and a host, without user and password");
        }
    }

    /** Null if the CPU use is not asked for over HTTP. */
    @Nullable
    URI source() {
        return url == null || url.isBlank() ? null : URI.create(url.strip());
    }

    private static boolean isAccepted(String url) {
        try {
            var uri = new URI(url);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
