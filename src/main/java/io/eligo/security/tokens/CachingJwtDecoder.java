package io.eligo.security.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Caches a verified token for a minute, but never beyond its expiration: the same bytes have the same signature. A token whose
 * key the issuer withdraws stays valid for that time.
 */
final class CachingJwtDecoder implements JwtDecoder {
    private static final Duration MAX_AGE = Duration.ofMinutes(1);
    private static final long MAX_CACHED_CHARACTERS = 16_000_000;

    private final JwtDecoder decoder;
    private final Cache<String, Jwt> verifiedTokens = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(MAX_CACHED_CHARACTERS)
            .weigher((String token, Jwt jwt) -> token.length())
            .expireAfter(Expiry.creating((String token, Jwt jwt) -> timeToLive(jwt)))
            .build();

    CachingJwtDecoder(JwtDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public Jwt decode(String token) {
        Jwt jwt = verifiedTokens.getIfPresent(token);
        if (jwt == null) {
            jwt = decoder.decode(token);
            verifiedTokens.put(token, jwt);
        }
        return jwt;
    }

    private static Duration timeToLive(Jwt jwt) {
        Instant end = jwt.getExpiresAt();
        Duration remaining = end == null ? Duration.ZERO : Duration.between(Instant.now(), end);
        return remaining.isNegative() ? Duration.ZERO : remaining.compareTo(MAX_AGE) < 0 ? remaining : MAX_AGE;
    }
}
