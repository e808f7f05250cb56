package io.eligo.security;

import jakarta.servlet.DispatcherType;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;

/** What each path needs. What is not named here is closed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class AccessRules {
    /** The chain for every path that no chain before it claims: another one needs a {@code securityMatcher} and a lower order. */
    @Bean
    @Order(SecurityFilterProperties.BASIC_AUTH_ORDER)
    SecurityFilterChain everyPath(HttpSecurity http, ObjectProvider<JwtDecoder> decoders, GraphQlRefusals refusals) {
        JwtDecoder decoder = decoders.getIfAvailable();
        if (decoder == null) {
            throw new NoTokenIssuer();
        }
        return http.authorizeHttpRequests(paths -> paths
                        // Of answers that were already decided: the error page of a request that came through.
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/actuator/health/**")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/actuator/prometheus")
                        .hasAuthority("SCOPE_ops:read")
                        .requestMatchers("/graphql")
                        .authenticated()
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(bearer -> bearer.jwt(jwt -> jwt.decoder(decoder))
                        .authenticationEntryPoint(refusals)
                        .accessDeniedHandler(refusals))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Nothing here acts on a cookie.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Beside what Spring Boot checks by itself: a token without an end would be good for ever. */
    @Bean
    OAuth2TokenValidator<Jwt> tokensHaveAnEnd() {
        return new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull);
    }
}
