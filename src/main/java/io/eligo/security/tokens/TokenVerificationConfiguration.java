package io.eligo.security.tokens;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/** Limits requests for keys and caches verified tokens, in whichever way Spring Boot's key location is configured. */
@Configuration(proxyBeanMethods = false)
public class TokenVerificationConfiguration {
    @Bean
    IssuerAvailability issuerAvailability() {
        return new IssuerAvailability();
    }

    @Bean
    static BeanPostProcessor cacheVerifiedTokens(ObjectProvider<IssuerAvailability> issuer) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof JwtDecoder decoder
                        ? new CachingJwtDecoder(new OutageAwareJwtDecoder(decoder, issuer.getObject()))
                        : bean;
            }
        };
    }

    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer rateLimitJwkSetRequests(IssuerAvailability issuerAvailability) {
        return builder ->
                builder.jwtProcessorCustomizer(processor -> useRateLimitedSource(processor, issuerAvailability));
    }

    @SuppressWarnings("unchecked")
    private static void useRateLimitedSource(
            ConfigurableJWTProcessor<SecurityContext> processor, IssuerAvailability issuerAvailability) {
        var selector = (JWSVerificationKeySelector<SecurityContext>) processor.getJWSKeySelector();
        var source = (JWKSetBasedJWKSource<SecurityContext>) selector.getJWKSource();
        JWKSetSource<SecurityContext> remote = source.getJWKSetSource();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.Family.SIGNATURE.stream()
                        .filter(selector::isAllowed)
                        .collect(Collectors.toSet()),
                RateLimitedJwkSetSource.of(remote, issuerAvailability)));
    }

    /** Since RFC 9068 access tokens have a type of their own; before, their type was JWT. */
    @Bean
    JwtTypeValidator accessTokenTypeValidator() {
        var types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        types.setAllowEmpty(true);
        return types;
    }
}
