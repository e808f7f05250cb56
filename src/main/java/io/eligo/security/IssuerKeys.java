package io.eligo.security;

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
final class IssuerKeys implements JWKSetSource<SecurityContext> {
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final long LONGEST_OUTAGE = Duration.ofDays(1).toMillis();

    private final JWKSetSource<SecurityContext> remote;
    private final Issuer issuer;
    private final Bucket questions = Issuer.questions();
    private @Nullable JWKSet last;
    private @Nullable Exception failure;
    private long answeredAt;

    private IssuerKeys(JWKSetSource<SecurityContext> remote, Issuer issuer) {
        this.remote = remote;
        this.issuer = issuer;
    }

    static JWKSource<SecurityContext> of(JWKSetSource<SecurityContext> remote, Issuer issuer) {
        return JWKSourceBuilder.create(new IssuerKeys(remote, issuer))
                .retrying(false)
                .rateLimited(false)
                .refreshAheadCache(false)
                .cache(FRESH.toMillis(), LONGEST_WAIT.toMillis())
                .outageTolerant(false)
                .build();
    }

    /** @param wanted whether the keys that are known are not enough */
    @Override
    public synchronized JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator wanted, long now, @Nullable SecurityContext context) throws KeySourceException {
        if (questions.tryConsume(1)) {
            ask(now, context);
        }
        JWKSet known = last;
        if (known == null || failure != null && (wanted.requiresRefresh(known) || now - answeredAt > LONGEST_OUTAGE)) {
            throw new JWKSetUnavailableException("the issuer's keys cannot be had", failure);
        }
        return known;
    }

    private void ask(long now, @Nullable SecurityContext context) {
        try {
            last = remote.getJWKSet(JWKSetCacheRefreshEvaluator.forceRefresh(), now, context);
            answeredAt = now;
            failure = null;
            issuer.answered();
        } catch (KeySourceException | RuntimeException e) {
            failure = e;
            issuer.failed(e);
        }
    }

    @Override
    public void close() throws IOException {
        remote.close();
    }
}
