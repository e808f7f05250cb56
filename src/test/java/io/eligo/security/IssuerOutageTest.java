package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.eligo.metrics.MeterFactory;
import io.eligo.platform.threads.Executors;
import io.eligo.security.tokens.IssuerKeysUnavailable;
import io.eligo.security.tokens.TokenVerificationConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.FilterChainProxy;

/** Tokens of an issuer that serves its keys over HTTP and is unavailable at times. */
@ExtendWith(OutputCaptureExtension.class)
class IssuerOutageTest {
    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";
    private static final int FEW = 5;
    private static final Duration INTERVAL_OF_FURTHER_REQUESTS = Duration.ofSeconds(5);
    private static final RSAKey PAIR = pair();

    private final WebApplicationContextRunner node = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SecurityAutoConfiguration.class,
                    ServletWebSecurityAutoConfiguration.class,
                    OAuth2ResourceServerAutoConfiguration.class))
            .withUserConfiguration(
                    ApiSecurityConfiguration.class,
                    GraphQlRejectionHandler.class,
                    RateLimitConfiguration.class,
                    MeterFactory.class,
                    SimpleMeterRegistry.class,
                    Executors.class,
                    TokenVerificationConfiguration.class);

    private final List<RSAKey> keys = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer issuer;
    private volatile boolean unavailable;
    private long startedAt;

    @BeforeEach
    void startIssuer() throws Exception {
        startedAt = System.nanoTime();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", exchange -> {
            requests.incrementAndGet();
            String answer = exchange.getRequestURI().getPath().endsWith("openid-configuration")
                    ? "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/keys\"}".formatted(address())
                    : new JWKSet(List.copyOf(keys)).toString();
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(unavailable ? 500 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        issuer.start();
        keys.add(key());
    }

    @AfterEach
    void stopIssuer() {
        issuer.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private String setting(String property) {
        return JWT
                + (property.equals("issuer-uri") ? property + "=" + address() : property + "=" + address() + "/keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwk-set-uri", "issuer-uri"})
    void aHundredUnknownKeysCauseFewRequests(String property) {
        node.withPropertyValues(setting(property)).run(context -> {
            JwtDecoder decoder = context.getBean(JwtDecoder.class);
            decoder.decode(token(keys.get(0)));
            RSAKey unknown = key();
            for (int i = 0; i < 100; i++) {
                String token =
                        token(new RSAKey.Builder(unknown).keyID("unknown " + i).build());
                assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(BadJwtException.class);
            }
            assertThat(requests).hasValueLessThanOrEqualTo(maxRequests());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwk-set-uri", "issuer-uri"})
    void aNewKeyIsAcceptedWithoutARestart(String property) {
        node.withPropertyValues(setting(property)).run(context -> {
            JwtDecoder decoder = context.getBean(JwtDecoder.class);
            decoder.decode(token(keys.get(0)));
            keys.set(0, key());
            assertThat(decoder.decode(token(keys.get(0))).getSubject()).isEqualTo("ann");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwk-set-uri", "issuer-uri"})
    void knownKeysStayValidWhileTheIssuerIsUnavailable(String property, CapturedOutput output) {
        node.withPropertyValues(setting(property)).run(context -> {
            JwtDecoder decoder = context.getBean(JwtDecoder.class);
            decoder.decode(token(keys.get(0)));
            unavailable = true;
            RSAKey unknown = key();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> decoder.decode(token(unknown))).isInstanceOf(IssuerKeysUnavailable.class);
                assertThat(decoder.decode(token(keys.get(0))).getSubject()).isEqualTo("ann");
            }
        });
        assertThat(output.getOut().lines().filter(line -> line.contains("Issuer unavailable")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwk-set-uri", "issuer-uri"})
    void anIssuerUnavailableFromTheStartCauses503AndOneLogLine(String property, CapturedOutput output) {
        unavailable = true;
        node.withPropertyValues(setting(property)).run(context -> {
            var chain = context.getBean("springSecurityFilterChain", FilterChainProxy.class);
            for (int i = 0; i < 100; i++) {
                var request = new MockHttpServletRequest("POST", "/graphql");
                request.addHeader("Authorization", "Bearer " + token(keys.get(0)));
                var response = new MockHttpServletResponse();
                chain.doFilter(request, response, new MockFilterChain());
                assertThat(response.getStatus()).isEqualTo(503);
                assertThat(response.getHeader("Retry-After")).isEqualTo("5");
                assertThat(response.getContentAsString())
                        .contains("\"classification\":\"UNAVAILABLE\"")
                        .doesNotContain("127.0.0.1");
            }
            assertThat(requests).hasValueLessThanOrEqualTo(maxRequests());
        });
        assertThat(output.getOut().lines().filter(line -> line.contains("Issuer unavailable")))
                .hasSize(1);
        assertThat(output.getOut()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "AT+JWT", "application/at+jwt"})
    void typesOfAccessTokensAreAccepted(String type) {
        node.withPropertyValues(setting("jwk-set-uri")).run(context -> {
            JwtDecoder decoder = context.getBean(JwtDecoder.class);
            assertThat(decoder.decode(token(keys.get(0), type)).getSubject()).isEqualTo("ann");
            assertThatThrownBy(() -> decoder.decode(token(keys.get(0), "logout+jwt")))
                    .isInstanceOf(BadJwtException.class);
        });
    }

    @Test
    void aMalformedTokenIsInvalidAndNoOutage() {
        node.withPropertyValues(setting("jwk-set-uri")).run(context -> {
            JwtDecoder decoder = context.getBean(JwtDecoder.class);
            for (String token : List.of("x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.")) {
                assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(BadJwtException.class);
            }
        });
    }

    /** The limit allows further requests as time passes, and a busy machine takes long for a hundred tokens. */
    private int maxRequests() {
        return FEW + (int) Duration.ofNanos(System.nanoTime() - startedAt).dividedBy(INTERVAL_OF_FURTHER_REQUESTS);
    }

    /** Each key has an id of its own; all share one key pair, because its generation takes long. */
    private static RSAKey key() {
        return new RSAKey.Builder(PAIR).keyID(UUID.randomUUID().toString()).build();
    }

    private static RSAKey pair() {
        try {
            return new RSAKeyGenerator(2048).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(RSAKey key) throws JOSEException {
        return token(key, "JWT");
    }

    /** Each token is different, because verified tokens are cached. */
    private String token(RSAKey key, String type) throws JOSEException {
        var claims = new JWTClaimsSet.Builder()
                .subject("ann")
                .issuer(address())
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
