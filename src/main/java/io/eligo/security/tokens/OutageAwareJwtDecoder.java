package io.eligo.security.tokens;

import com.nimbusds.jose.KeySourceException;
import io.github.bucket4j.Bucket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Distinguishes an invalid token from one that cannot be verified now, and limits requests to an issuer that has not
 * answered yet.
 */
final class OutageAwareJwtDecoder implements JwtDecoder {
    private static final long MAX_WAIT_SECONDS = 2;

    private final JwtDecoder decoder;
    private final IssuerAvailability issuerAvailability;
    private final ReentrantLock firstDecode = new ReentrantLock();
    private final Bucket requestLimit = IssuerAvailability.newRequestLimit();
    private volatile boolean ready;

    OutageAwareJwtDecoder(JwtDecoder decoder, IssuerAvailability issuerAvailability) {
        this.decoder = decoder;
        this.issuerAvailability = issuerAvailability;
        this.ready = !(decoder instanceof SupplierJwtDecoder);
    }

    @Override
    public Jwt decode(String token) {
        return ready ? verify(token) : firstDecode(token);
    }

    private Jwt verify(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            if (isKeySourceFailure(e)) {
                throw new IssuerKeysUnavailable(e);
            }
            throw new BadJwtException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isKeySourceFailure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeySourceException) {
                return true;
            }
        }
        return false;
    }

    /** One thread queries the issuer, within the request limit; the other threads wait for it. */
    private Jwt firstDecode(String token) {
        if (!tryLock()) {
            throw new IssuerKeysUnavailable(new IllegalStateException("Issuer query in progress"));
        }
        try {
            if (!ready && !requestLimit.tryConsume(1)) {
                throw new IssuerKeysUnavailable(new IllegalStateException("Issuer has not answered yet"));
            }
            Jwt jwt = verify(token);
            ready = true;
            return jwt;
        } catch (JwtDecoderInitializationException e) {
            issuerAvailability.recordFailure(e);
            throw new IssuerKeysUnavailable(e);
        } catch (JwtException e) {
            ready = ready || !(e instanceof IssuerKeysUnavailable);
            throw e;
        } finally {
            firstDecode.unlock();
        }
    }

    private boolean tryLock() {
        try {
            return firstDecode.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
