package io.eligo.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.web.SecurityFilterChain;

class NoTokenIssuerTest {
    private static final AutoConfigurations SECURITY = AutoConfigurations.of(
            SecurityAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class,
            OAuth2ResourceServerAutoConfiguration.class);
    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    private final WebApplicationContextRunner server = new WebApplicationContextRunner()
            .withConfiguration(SECURITY)
            .withUserConfiguration(AccessRules.class, GraphQlRefusals.class);

    @Test
    void aServerThatCannotVerifyTokensDoesNotStart() {
        server.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(NoTokenIssuer.class)
                .hasMessageContainingAll(JWT + "issuer-uri", JWT + "jwk-set-uri", JWT + "public-key-location")
                .hasMessageNotContaining("\n"));
    }

    @Test
    void anIssuerIsEnoughAndIsNotAskedBeforeTheFirstToken() {
        server.withPropertyValues(JWT + "issuer-uri=https://issuer.invalid/")
                .run(context -> assertThat(context).hasSingleBean(SecurityFilterChain.class));
    }

    @Test
    void aProcessThatServesNothingNeedsNone() {
        new ApplicationContextRunner()
                .withConfiguration(SECURITY)
                .withUserConfiguration(AccessRules.class, GraphQlRefusals.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(SecurityFilterChain.class));
    }
}
