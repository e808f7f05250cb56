package io.eligo.security.tokens;

import org.springframework.security.oauth2.jwt.JwtException;

/**
 * A token cannot be verified: its key is not known on this node and cannot be requested from the issuer. The message reveals
 * nothing about the issuer.
 */
public final class IssuerKeysUnavailable extends JwtException {
    public static final String MESSAGE = "tokens cannot be verified at present: try again later";

    /** Seconds until the issuer may be queried again. */
    public static final String RETRY_AFTER = String.valueOf(IssuerAvailability.REQUEST_INTERVAL.toSeconds());

    IssuerKeysUnavailable(Throwable cause) {
        super(MESSAGE, cause);
    }
}
