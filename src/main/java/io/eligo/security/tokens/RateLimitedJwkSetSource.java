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
 * The issuer's keys, requested at a limited rate: between requests the issuer's last answer is used. While the issuer is
 * unavailable, tokens with known keys are verified, and tokens with other keys cannot be verified. Nimbus's own outage
 * tolerance would reject an unknown key as invalid.
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

    /** @param refreshEvaluator whether the known keys are insufficient */
    @Override
    public synchronized JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator refreshEvaluator, long now, @Nullable SecurityContext context)
            throws KeySourceException {
        if (requestLimit.tryConsume(1)) {
            fetch(now, context);
        }
        JWKSet known = lastKeys;
        if (known == null
                || lastFailure != null
                        && (refreshEvaluator.requiresRefresh(known) || now - lastSuccessAt > MAX_OUTAGE_MILLIS)) {
            throw new JWKSetUnavailableException("Issuer keys unavailable", lastFailure);
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
