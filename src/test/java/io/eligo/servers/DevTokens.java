package io.eligo.servers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** A token issuer that lives as long as the JVM: its key pair is generated at start and stored nowhere. */
@TestConfiguration(proxyBeanMethods = false)
public class DevTokens {
    private static final Duration LIFETIME = Duration.ofHours(12);

    // One for all application contexts of the JVM: without the optimising compiler it takes seconds.
    private static final RSAKey KEY = generateKey();

    private final RSAKey key = KEY;
    private final JwtEncoder encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)));

    private static RSAKey generateKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("dev").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("generating the key of the tokens", e);
        }
    }

    @Bean
    JwtDecoder devTokenDecoder() throws JOSEException {
        return NimbusJwtDecoder.withPublicKey(key.toRSAPublicKey()).build();
    }

    /** The public key for another process, in the format of {@code spring.security.oauth2.resourceserver.jwt.public-key-location}. */
    public String publicKey() throws JOSEException {
        return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getMimeEncoder()
                        .encodeToString(key.toRSAPublicKey().getEncoded()));
    }

    /** The public key as a JSON Web Key Set, for an issuer that serves it. */
    public String keySet() {
        return new JWKSet(key).toString();
    }

    /** @param scope scopes separated by spaces; empty for none */
    public String token(String user, String scope) {
        return sign(claims(scope).subject(user));
    }

    /** A token without {@code sub}, as issuers give it to services. */
    public String tokenWithoutSubject(String scope) {
        return sign(claims(scope));
    }

    private static JwtClaimsSet.Builder claims(String scope) {
        Instant now = Instant.now();
        return JwtClaimsSet.builder()
                .issuer("dev")
                .issuedAt(now)
                .expiresAt(now.plus(LIFETIME))
                .claim("scope", scope);
    }

    private String sign(JwtClaimsSet.Builder claims) {
        return encoder.encode(JwtEncoderParameters.from(claims.build())).getTokenValue();
    }
}
