package io.eligo.console.access;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.eligo.security.Scope;
import io.eligo.security.requests.RequestLimits;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.util.unit.DataSize;

/**
 * Security filter chain of the console: the bearer tokens of the API, read from a cookie. Spring's resource server configurer is not
 * used, because it exempts every request with a bearer token from CSRF protection.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.CONSOLE)
class ConsoleSecurityConfiguration {
    /** Allows scripts, styles and images of this server only, and nothing inline. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Holds a reason of 1,000 characters, each URL-encoded as 12. */
    private static final DataSize MAX_FORM_SIZE = DataSize.ofKilobytes(16);

    @Bean
    @Order(0)
    SecurityFilterChain consoleSecurityFilterChain(
            HttpSecurity http, ObjectProvider<JwtDecoder> decoders, RequestLimits requestLimits) {
        var rejectionHandler = new ConsoleRejectionHandler(requestLimits);
        return http.securityMatcher(ConsolePaths.HOME, ConsolePaths.ALL)
                .authorizeHttpRequests(paths -> paths.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(ConsolePaths.PUBLIC)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, ConsolePaths.HOME, ConsolePaths.ALL)
                        .hasAuthority(Scope.OPS_READ.authority())
                        .requestMatchers(HttpMethod.POST, ConsolePaths.ALL)
                        .hasAuthority(Scope.OPS_WRITE.authority())
                        .anyRequest()
                        .denyAll())
                // The order matters: all of these stand before CsrfFilter, the first filter that reads the form.
                .addFilterBefore(tokenFilter(decoders, rejectionHandler), CsrfFilter.class)
                .addFilterBefore(requestLimits.rates(rejectionHandler, ConsolePaths::isPublic), CsrfFilter.class)
                .addFilterBefore(new FormScopeFilter(rejectionHandler), CsrfFilter.class)
                .addFilterBefore(
                        requestLimits.bodies(MAX_FORM_SIZE, rejectionHandler, ConsolePaths::isPublic), CsrfFilter.class)
                .exceptionHandling(exceptions ->
                        exceptions.authenticationEntryPoint(rejectionHandler).accessDeniedHandler(rejectionHandler))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokenRepository())
                        .requireCsrfProtectionMatcher(ConsoleSecurityConfiguration::needsCsrfToken)
                        .ignoringRequestMatchers(TokenCookie::hasBearerHeader))
                .headers(ConsoleSecurityConfiguration::configureHeaders)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /**
     * The start page, which needs no sign-in. A token of the request is neither read nor verified. Requests with other methods are
     * not matched, and the chain of the API denies them.
     */
    @Bean
    @Order(1)
    SecurityFilterChain startPageSecurityFilterChain(HttpSecurity http) {
        PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
        return http.securityMatcher(new OrRequestMatcher(
                        paths.matcher(HttpMethod.GET, ConsolePaths.START),
                        paths.matcher(HttpMethod.HEAD, ConsolePaths.START)))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .headers(ConsoleSecurityConfiguration::configureHeaders)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    private static BearerTokenAuthenticationFilter tokenFilter(
            ObjectProvider<JwtDecoder> decoders, ConsoleRejectionHandler rejectionHandler) {
        var converter = new BearerTokenAuthenticationConverter();
        converter.setBearerTokenResolver(new TokenCookie());
        // Resolved late: without a decoder the server does not start, and the chain of the API reports the reason.
        var provider =
                new JwtAuthenticationProvider(token -> decoders.getObject().decode(token));
        var filter = new BearerTokenAuthenticationFilter(new ProviderManager(provider), converter);
        var failures = new AuthenticationEntryPointFailureHandler(rejectionHandler);
        failures.setRethrowAuthenticationServiceException(false);
        filter.setAuthenticationFailureHandler(failures);
        return filter;
    }

    /** Forwards are exempt: a rejected form is forwarded to the error page. */
    private static boolean needsCsrfToken(HttpServletRequest request) {
        return request.getDispatcherType() != DispatcherType.FORWARD
                && CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request);
    }

    private static CookieCsrfTokenRepository csrfTokenRepository() {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("eligo-console-csrf");
        // The cookie's path is the context path, which covers the pages.
        tokens.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return tokens;
    }

    private static void configureHeaders(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                // A rejected action redirects to the page named by the Referer header.
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN));
    }
}
