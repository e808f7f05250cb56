package io.eligo.security.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Which tokens are verified again. */
class CachingJwtDecoderTest {
    private final List<String> verified = new ArrayList<>();

    @Test
    void aValidTokenIsVerifiedOnce() {
        JwtDecoder tokens =
                new CachingJwtDecoder(token -> verified(token, Instant.now().plusSeconds(300)));

        assertThat(tokens.decode("a")).isSameAs(tokens.decode("a"));
        tokens.decode("b");

        assertThat(verified).containsExactly("a", "b");
    }

    @Test
    void anExpiredTokenIsVerifiedEachTime() {
        JwtDecoder tokens =
                new CachingJwtDecoder(token -> verified(token, Instant.now().minusSeconds(1)));

        tokens.decode("a");
        tokens.decode("a");

        assertThat(verified).containsExactly("a", "a");
    }

    @Test
    void anInvalidTokenIsVerifiedEachTime() {
        JwtDecoder tokens = new CachingJwtDecoder(token -> {
            verified.add(token);
            throw new BadJwtException("forged");
        });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> tokens.decode("a")).isInstanceOf(BadJwtException.class);
        }
        assertThat(verified).containsExactly("a", "a");
    }

    private Jwt verified(String token, Instant end) {
        verified.add(token);
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .claim("sub", "user")
                .issuedAt(end.minusSeconds(600))
                .expiresAt(end)
                .build();
    }
}
