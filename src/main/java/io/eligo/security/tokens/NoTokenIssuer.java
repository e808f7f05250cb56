package io.eligo.security.tokens;

import java.util.Locale;

/** The server is started without a way to verify tokens. */
public class NoTokenIssuer extends IllegalStateException {
    private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

    public NoTokenIssuer() {
        super(String.format(
                Locale.ROOT,
                "Tokens cannot be verified: set one of %1$sissuer-uri, %1$sjwk-set-uri or %1$spublic-key-location",
                PREFIX));
    }
}
