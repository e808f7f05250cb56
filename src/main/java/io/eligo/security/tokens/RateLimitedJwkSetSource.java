package io.eligo.security.tokens;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.bucket4j.Bucket;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The issuer's keys, asked for seldom: in between what it last answered holds. While it does not answer, the keys that are known
 * are good, and others cannot be judged. Nimbus's own tolerance of outages takes a key that nobody knows for a bad one.
 */
final class RateLimitedJwkSetSource implements JWKSetSource<SecurityContext> {
    private static final Duration CACHE_TIME = Duration.ofMinutes(5);
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);
    private static final long MAX_OUTAGE_MILLIS = Duration.ofDays(1).toMillis();

    private final JWKSetSource<SecurityContext> remote;
    private final IssuerAvailability issuerAvailability;
    private final Bucket requestLimit = IssuerAvailability.newRequestLimit();
    private @Nullable JWKSet lastKeys;
    private @Nullable Exception lastFailure;
    private long lastSuccessAt;

    private RateLimitedJwkSetSource(JWKSetSource<SecurityContext> remote, IssuerAvailability issuerAvailability) {
        this.remote = remote;
        this.issuerAvailability = issuerAvailability;
    }

    static JWKSource<SecurityContext> of(JWKSetSource<SecurityContext> remote, IssuerAvailability issuerAvailability) {
        return JWKSourceBuilder.create(new RateLimitedJwkSetSource(remote, issuerAvailability))
                .retrying(false)
                .rateLimited(false)
                .refreshAheadCache(false)
                .cache(CACHE_TIME.toMillis(), MAX_WAIT.toMillis())
                .outageTolerant(false)
                .build();
    }

    /** @param wanted whether the keys that are known are not enough */
    @Override
    public synchronized JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator wanted, long now, @Nullable SecurityContext context) throws KeySourceException {
        if (requestLimit.tryConsume(1)) {
            fetch(now, context);
        }
        JWKSet known = lastKeys;
        if (known == null
                || lastFailure != null && (wanted.requiresRefresh(known) || now - lastSuccessAt > MAX_OUTAGE_MILLIS)) {
            throw new JWKSetUnavailableException("the issuer's keys cannot be had", lastFailure);
        }
        return known;
    }

    private void fetch(long now, @Nullable SecurityContext context) {
        try {
            lastKeys = remote.getJWKSet(JWKSetCacheRefreshEvaluator.forceRefresh(), now, context);
            lastSuccessAt = now;
            lastFailure = null;
            issuerAvailability.recordSuccess();
        } catch (KeySourceException | RuntimeException e) {
            lastFailure = e;
            issuerAvailability.recordFailure(e);
        }
    }

    @Override
    public void close() throws IOException {
        remote.close();
    }
}
