package io.eligo.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * A token that was found good is good for a minute, but never beyond its end: the same bytes bear the same signature. A key that
 * its issuer withdraws counts so much longer.
 */
final class KnownTokens implements JwtDecoder {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final long MOST_CHARACTERS = 16_000_000;

    private final JwtDecoder decoder;
    private final Cache<String, Jwt> known = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(MOST_CHARACTERS)
            .weigher((String token, Jwt jwt) -> token.length())
            .expireAfter(Expiry.creating((String token, Jwt jwt) -> left(jwt)))
            .build();

    KnownTokens(JwtDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public Jwt decode(String token) {
        Jwt jwt = known.getIfPresent(token);
        if (jwt == null) {
            jwt = decoder.decode(token);
            known.put(token, jwt);
        }
        return jwt;
    }

    private static Duration left(Jwt jwt) {
        Instant end = jwt.getExpiresAt();
        Duration left = end == null ? Duration.ZERO : Duration.between(Instant.now(), end);
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }
}
