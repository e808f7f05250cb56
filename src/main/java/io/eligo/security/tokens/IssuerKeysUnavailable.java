package io.eligo.security.tokens;

import org.springframework.security.oauth2.jwt.JwtException;

/** A token cannot be judged: its key is not known here, and the issuer cannot be asked for it. Says nothing of the issuer. */
public final class IssuerKeysUnavailable extends JwtException {
    public static final String MESSAGE = "tokens cannot be verified at present: try again later";

    /** Seconds after which the issuer is asked again. */
    public static final String RETRY_AFTER = String.valueOf(IssuerAvailability.REQUEST_INTERVAL.toSeconds());

    IssuerKeysUnavailable(Throwable cause) {
        super(MESSAGE, cause);
    }
}
