package io.eligo.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code eligo.webhook.*}.
 *
 * @param url URL with http or https to which failures are posted; by default nothing is posted.
 */
@ConfigurationProperties("eligo.webhook")
record WebhookSettings(@Nullable String url) {
    WebhookSettings {
        if (url != null && !url.isBlank() && !isAccepted(url.strip())) {
            // The URL itself is not repeated: its path may be a secret.
            throw new IllegalArgumentException(
                    "eligo.webhook.url is not accepted; it must be a URL with http or https and a host, without user and password");
        }
    }

    /** Null if nothing is posted. */
    @Nullable
    URI target() {
        return url == null || url.isBlank() ? null : URI.create(url.strip());
    }

    private static boolean isAccepted(String url) {
        try {
            var uri = new URI(url);
            String scheme = uri.getScheme();
            return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
