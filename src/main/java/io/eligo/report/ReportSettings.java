package io.eligo.report;

import io.eligo.jobs.files.BadArguments;
import io.eligo.report.prometheus.PrometheusCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * {@code eligo.report.*}: the credentials with which the command {@code report} asks Prometheus.
 *
 * @param token Bearer token for Prometheus; by default requests have none.
 * @param username Name for basic authentication at Prometheus, in place of a token.
 * @param password Password for basic authentication at Prometheus.
 */
@ConfigurationProperties(ReportSettings.PREFIX)
record ReportSettings(
        @Nullable String token,
        @Nullable String username,
        @Nullable String password) {
    static final String PREFIX = "eligo.report";

    ReportSettings {
        token = trimmed(token);
        username = trimmed(username);
        password = trimmed(password);
    }

    /** Without the end of line of a file that a variable was read from; null if nothing is left. */
    private static @Nullable String trimmed(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    static ReportSettings bind(Environment environment) {
        return Binder.get(environment)
                .bind(PREFIX, ReportSettings.class)
                .orElseGet(() -> new ReportSettings(null, null, null));
    }

    /** @throws BadArguments if they contradict each other; it repeats none of them */
    PrometheusCredentials credentials() {
        if (token != null && (username != null || password != null)) {
            throw new BadArguments("ELIGO_REPORT_TOKEN and ELIGO_REPORT_USERNAME are both set; accepted: one of them");
        }
        if (token != null) {
            return PrometheusCredentials.bearer(requireHeaderText(token));
        }
        if (username == null && password == null) {
            return PrometheusCredentials.NONE;
        }
        if (username == null || password == null || username.contains(":")) {
            throw new BadArguments(
                    "ELIGO_REPORT_USERNAME and ELIGO_REPORT_PASSWORD must both be set, the name without a colon");
        }
        return PrometheusCredentials.basic(username, password);
    }

    /** The HTTP client's own error would contain the token. */
    private static String requireHeaderText(String token) {
        if (!token.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw new BadArguments("ELIGO_REPORT_TOKEN must consist of visible ASCII characters without spaces");
        }
        return token;
    }

    @Override
    public String toString() {
        return "ReportSettings";
    }
}
