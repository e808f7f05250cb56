package io.eligo.security.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.metrics.MeterFactory;
import io.eligo.platform.threads.Executors;
import io.eligo.security.ApiSecurityConfiguration;
import io.eligo.security.GraphQlRejectionHandler;
import io.eligo.security.RateLimitConfiguration;
import io.eligo.startup.StartupFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.SecurityFilterChain;

class NoTokenIssuerTest {
    private static final AutoConfigurations SECURITY = AutoConfigurations.of(
            SecurityAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class,
            OAuth2ResourceServerAutoConfiguration.class);
    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    private final WebApplicationContextRunner server = new WebApplicationContextRunner()
            .withConfiguration(SECURITY)
            .withUserConfiguration(
                    ApiSecurityConfiguration.class,
                    GraphQlRejectionHandler.class,
                    RateLimitConfiguration.class,
                    MeterFactory.class,
                    SimpleMeterRegistry.class,
                    Executors.class,
                    TokenVerificationConfiguration.class);

    @Test
    void aServerThatCannotVerifyTokensDoesNotStart() {
        server.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOfSatisfying(
                        StartupFailure.class,
                        failure -> assertThat(failure.action())
                                .contains(JWT + "issuer-uri", JWT + "jwk-set-uri", JWT + "public-key-location")
                                .doesNotContain("\n")));
    }

    @Test
    void anIssuerSufficesAndIsNotQueriedBeforeTheFirstToken() {
        server.withPropertyValues(JWT + "issuer-uri=https://issuer.invalid/")
                .run(context -> assertThat(context).hasSingleBean(SecurityFilterChain.class));
    }

    @Test
    void aTokenWithoutExpirationIsRejected() {
        server.withPropertyValues(JWT + "issuer-uri=https://issuer.invalid/").run(context -> {
            @SuppressWarnings("unchecked")
            OAuth2TokenValidator<Jwt> validator = context.getBean("requireExpiration", OAuth2TokenValidator.class);
            var withoutExpiration =
                    Jwt.withTokenValue("x").header("alg", "RS256").subject("x");
            assertThat(validator.validate(withoutExpiration.build()).hasErrors())
                    .isTrue();
            assertThat(validator
                            .validate(withoutExpiration.expiresAt(Instant.MAX).build())
                            .hasErrors())
                    .isFalse();
        });
    }

    @Test
    void aProcessWithoutAServerNeedsNoIssuer() {
        new ApplicationContextRunner()
                .withConfiguration(SECURITY)
                .withUserConfiguration(
                        ApiSecurityConfiguration.class,
                        GraphQlRejectionHandler.class,
                        RateLimitConfiguration.class,
                        MeterFactory.class,
                        SimpleMeterRegistry.class,
                        Executors.class,
                        TokenVerificationConfiguration.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(SecurityFilterChain.class));
    }

    @Test
    void anEarlierChainMayPermitItsOwnPaths() {
        server.withPropertyValues(JWT + "issuer-uri=https://issuer.invalid/")
                .withUserConfiguration(Development.class)
                .run(context -> {
                    var chains = context.getBeanProvider(SecurityFilterChain.class)
                            .orderedStream()
                            .toList();
                    assertThat(chains).hasSize(2);
                    assertThat(chains.get(0).matches(new MockHttpServletRequest("GET", "/dev/token")))
                            .isTrue();
                    assertThat(chains.get(0).matches(new MockHttpServletRequest("POST", "/graphql")))
                            .isFalse();
                    assertThat(chains.get(1).matches(new MockHttpServletRequest("POST", "/graphql")))
                            .isTrue();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Development {
        @Bean
        @Order(0)
        SecurityFilterChain development(HttpSecurity http) {
            return http.securityMatcher("/dev/**")
                    .authorizeHttpRequests(paths -> paths.anyRequest().permitAll())
                    .build();
        }
    }
}
