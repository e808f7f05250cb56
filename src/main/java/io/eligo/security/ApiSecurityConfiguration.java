package io.eligo.security;

import io.eligo.security.requests.RateLimitFilter;
import io.eligo.security.requests.RequestLimits;
import io.eligo.startup.StartupFailure;
import jakarta.servlet.DispatcherType;
import java.util.Locale;
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

/** Access rules of the API's paths; every path that is not named here is denied. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class ApiSecurityConfiguration {
    /** The default of {@code eligo.limits.body-size}, a setting of {@code api}, which this module does not use. */
    public static final String DEFAULT_BODY_SIZE = "64KB";

    private static final String GRAPHQL = "/graphql";

    /** The chain of all paths that no earlier chain matches: another chain needs a {@code securityMatcher} and a lower order. */
    @Bean
    @Order(SecurityFilterProperties.BASIC_AUTH_ORDER)
    SecurityFilterChain apiSecurityFilterChain(
            HttpSecurity http,
            ObjectProvider<JwtDecoder> decoders,
            GraphQlRejectionHandler rejectionHandler,
            RequestLimits requestLimits,
            ObjectProvider<GraphQlCorsProperties> cors,
            Environment environment) {
        JwtDecoder decoder = decoders.getIfAvailable();
        if (decoder == null) {
            throw new StartupFailure(
                    "Tokens cannot be verified.",
                    String.format(
                            Locale.ROOT,
                            "Set one of %1$sissuer-uri, %1$sjwk-set-uri or %1$spublic-key-location.",
                            "spring.security.oauth2.resourceserver.jwt."));
        }
        return http.authorizeHttpRequests(paths -> paths
                        // Dispatches of requests that were authorized before, such as to the error page.
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(GRAPHQL)
                        .authenticated()
                        .requestMatchers(healthEndpoints())
                        .permitAll()
                        .requestMatchers(EndpointRequest.to("prometheus").withHttpMethod(HttpMethod.GET))
                        .hasAuthority(Scope.OPS_READ.authority())
                        .anyRequest()
                        .denyAll())
                .oauth2ResourceServer(bearer -> bearer.jwt(jwt -> jwt.decoder(decoder))
                        .authenticationEntryPoint(rejectionHandler)
                        .accessDeniedHandler(rejectionHandler)
                        .withObjectPostProcessor(handleUnverifiableTokens(rejectionHandler)))
                .cors(origins -> configureCors(origins, cors.getIfAvailable()))
                .addFilterAfter(
                        requestLimits.rates(rejectionHandler, request -> false), BearerTokenAuthenticationFilter.class)
                .addFilterAfter(
                        requestLimits.bodies(maxBodySize(environment), rejectionHandler, request -> false),
                        RateLimitFilter.class)
                .exceptionHandling(exceptions ->
                        exceptions.authenticationEntryPoint(rejectionHandler).accessDeniedHandler(rejectionHandler))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(ApiSecurityConfiguration::disableCaching)
                // No path of this chain uses cookies.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Maximum body size of the API. */
    private static DataSize maxBodySize(Environment environment) {
        return Binder.get(environment)
                .bind("eligo.limits.body-size", DataSize.class)
                .orElseGet(() -> DataSize.parse(DEFAULT_BODY_SIZE));
    }

    /** The health endpoint, on every port and path that serves it; open, as by default. */
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

    /** Configured by {@code spring.graphql.cors.*}; a preflight request carries no token. */
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

    /** Passes a token that cannot be verified to the entry point, like an invalid one. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> handleUnverifiableTokens(
            AuthenticationEntryPoint rejectionHandler) {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
                var failures = new AuthenticationEntryPointFailureHandler(rejectionHandler);
                failures.setRethrowAuthenticationServiceException(false);
                filter.setAuthenticationFailureHandler(failures);
                return filter;
            }
        };
    }

    /**
     * Answers hold one user's offers and are valid only for a moment, so no cache may store them. Revalidation would not help:
     * each answer states its freshness, so no two answers are alike. Without stored answers no Vary header is needed.
     */
    private static void disableCaching(HeadersConfigurer<HttpSecurity> headers) {
        headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                .addHeaderWriter(new StaticHeadersWriter(HttpHeaders.CACHE_CONTROL, "private, no-store"));
    }

    /** Requests are timed, single filters are not: that took a tenth of a small request's time. */
    @Bean
    SecurityObservationSettings disableFilterObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** In addition to Spring Boot's checks: a token without an expiration would be valid for ever. */
    @Bean
    OAuth2TokenValidator<Jwt> requireExpiration() {
        return new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull);
    }
}
