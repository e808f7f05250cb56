package io.eligo.security;

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

/** Tells a token that is bad from one that cannot be judged now; and asks an issuer that is not known yet only now and then. */
final class IssuerDecoder implements JwtDecoder {
    private static final long LONGEST_WAIT = 2;

    private final JwtDecoder decoder;
    private final Issuer issuer;
    private final ReentrantLock first = new ReentrantLock();
    private final Bucket questions = Issuer.questions();
    private volatile boolean ready;

    IssuerDecoder(JwtDecoder decoder, Issuer issuer) {
        this.decoder = decoder;
        this.issuer = issuer;
        this.ready = !(decoder instanceof SupplierJwtDecoder);
    }

    @Override
    public Jwt decode(String token) {
        return ready ? judged(token) : first(token);
    }

    private Jwt judged(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            if (isOfTheKeys(e)) {
                throw new KeysUnavailable(e);
            }
            throw new BadJwtException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isOfTheKeys(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeySourceException) {
                return true;
            }
        }
        return false;
    }

    /** One asks, the others wait for it, and ask no more than it may. */
    private Jwt first(String token) {
        if (!entered()) {
            throw new KeysUnavailable(new IllegalStateException("the issuer is being asked"));
        }
        try {
            if (!ready && !questions.tryConsume(1)) {
                throw new KeysUnavailable(new IllegalStateException("the issuer has not answered"));
            }
            Jwt jwt = judged(token);
            ready = true;
            return jwt;
        } catch (JwtDecoderInitializationException e) {
            issuer.failed(e);
            throw new KeysUnavailable(e);
        } catch (JwtException e) {
            ready = ready || !(e instanceof KeysUnavailable);
            throw e;
        } finally {
            first.unlock();
        }
    }

    private boolean entered() {
        try {
            return first.tryLock(LONGEST_WAIT, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
