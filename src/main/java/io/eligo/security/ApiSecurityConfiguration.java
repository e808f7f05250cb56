package io.eligo.security;

import io.eligo.security.requests.RateLimitFilter;
import io.eligo.security.requests.RequestLimits;
import io.eligo.security.tokens.NoTokenIssuer;
import jakarta.servlet.DispatcherType;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.graphql.autoconfigure.GraphQlCorsProperties;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CorsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.util.unit.DataSize;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** What each path needs. What is not named here is closed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class ApiSecurityConfiguration {
    private static final String GRAPHQL = "/graphql";

    /** The chain for every path that no chain before it claims: another one needs a {@code securityMatcher} and a lower order. */
    @Bean
    @Order(SecurityFilterProperties.BASIC_AUTH_ORDER)
    SecurityFilterChain apiSecurityFilterChain(
            HttpSecurity http,
            ObjectProvider<JwtDecoder> decoders,
            GraphQlRejectionHandler refusals,
            RequestLimits guards,
            ObjectProvider<GraphQlCorsProperties> cors,
            Environment environment) {
        JwtDecoder decoder = decoders.getIfAvailable();
        if (decoder == null) {
            throw new NoTokenIssuer();
        }
        return http.authorizeHttpRequests(paths -> paths
                        // Of answers that were already decided: the error page of a request that came through.
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(GRAPHQL)
                        .authenticated()
                        .requestMatchers(healthEndpoints())
                        .permitAll()
                        .requestMatchers(EndpointRequest.to("prometheus").withHttpMethod(HttpMethod.GET))
                        .hasAuthority("SCOPE_ops:read")
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(bearer -> bearer.jwt(jwt -> jwt.decoder(decoder))
                        .authenticationEntryPoint(refusals)
                        .accessDeniedHandler(refusals)
                        .withObjectPostProcessor(handleUnverifiableTokens(refusals)))
                .cors(origins -> configureCors(origins, cors.getIfAvailable()))
                .addFilterAfter(guards.rates(refusals, request -> false), BearerTokenAuthenticationFilter.class)
                .addFilterAfter(
                        guards.bodies(maxBodySize(environment), refusals, request -> false), RateLimitFilter.class)
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(ApiSecurityConfiguration::disableCaching)
                // Nothing here acts on a cookie.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /** What the API reads. */
    private static DataSize maxBodySize(Environment environment) {
        return Binder.get(environment).bind("eligo.limits.body", DataSize.class).orElse(DataSize.ofKilobytes(64));
    }

    /** Health, wherever it is served: open, as it is by default. */
    private static RequestMatcher healthEndpoints() {
        return new OrRequestMatcher(Stream.of(HttpMethod.GET, HttpMethod.HEAD)
                .flatMap(method -> Stream.<RequestMatcher>of(
                        EndpointRequest.to(HealthEndpoint.class).withHttpMethod(method),
                        EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, HealthEndpoint.class)
                                .withHttpMethod(method),
                        EndpointRequest.toAdditionalPaths(WebServerNamespace.MANAGEMENT, HealthEndpoint.class)
                                .withHttpMethod(method)))
                .toList());
    }

    /** By {@code spring.graphql.cors.*}; a preflight carries no token. */
    private static void configureCors(
            CorsConfigurer<HttpSecurity> origins, @Nullable GraphQlCorsProperties properties) {
        CorsConfiguration allowed = properties == null ? null : properties.toCorsConfiguration();
        if (allowed == null) {
            origins.disable();
            return;
        }
        var source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration(GRAPHQL, allowed);
        origins.configurationSource(source);
    }

    /** Of a token that cannot be judged the entry point is told, as of a bad one. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> handleUnverifiableTokens(
            AuthenticationEntryPoint refusals) {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
                var failures = new AuthenticationEntryPointFailureHandler(refusals);
                failures.setRethrowAuthenticationServiceException(false);
                filter.setAuthenticationFailureHandler(failures);
                return filter;
            }
        };
    }

    /**
     * Offers are one user's, and good for a moment: nobody is to keep an answer, not even to ask whether it is still good, since
     * each says how fresh it is and so no two are alike. With nothing kept there is nothing to vary.
     */
    private static void disableCaching(HeadersConfigurer<HttpSecurity> headers) {
        headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                .addHeaderWriter(new StaticHeadersWriter(HttpHeaders.CACHE_CONTROL, "private, no-store"));
    }

    /** A request is timed, but not each filter on its way: that took a tenth of what a small request takes. */
    @Bean
    SecurityObservationSettings disableFilterObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Beside what Spring Boot checks by itself: a token without an end would be good for ever. */
    @Bean
    OAuth2TokenValidator<Jwt> requireExpiration() {
        return new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull);
    }
}
