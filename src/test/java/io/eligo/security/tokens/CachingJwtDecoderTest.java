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

/** Which tokens are looked at again. */
class CachingJwtDecoderTest {
    private final List<String> looked = new ArrayList<>();

    @Test
    void aGoodOneIsLookedAtOnce() {
        JwtDecoder tokens =
                new CachingJwtDecoder(token -> looked(token, Instant.now().plusSeconds(300)));

        assertThat(tokens.decode("a")).isSameAs(tokens.decode("a"));
        tokens.decode("b");

        assertThat(looked).containsExactly("a", "b");
    }

    @Test
    void oneThatIsOverIsLookedAtEachTime() {
        JwtDecoder tokens =
                new CachingJwtDecoder(token -> looked(token, Instant.now().minusSeconds(1)));

        tokens.decode("a");
        tokens.decode("a");

        assertThat(looked).containsExactly("a", "a");
    }

    @Test
    void aBadOneIsLookedAtEachTime() {
        JwtDecoder tokens = new CachingJwtDecoder(token -> {
            looked.add(token);
            throw new BadJwtException("forged");
        });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> tokens.decode("a")).isInstanceOf(BadJwtException.class);
        }
        assertThat(looked).containsExactly("a", "a");
    }

    private Jwt looked(String token, Instant end) {
        looked.add(token);
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .claim("sub", "user")
                .issuedAt(end.minusSeconds(600))
                .expiresAt(end)
                .build();
    }
}
