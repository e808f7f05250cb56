package io.eligo.console.access;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
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
import org.springframework.util.unit.DataSize;

/**
 * The browser's way in: the same tokens as everywhere, from a cookie. Not by the resource server's configurer, which takes every
 * request with a token for one of a program, and lets it pass without the CSRF token.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.CONSOLE)
class ConsoleSecurityConfiguration {
    /** Scripts, styles and images of this server and nothing else, neither inline nor from anywhere. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** A reason of 1,000 characters, each written as 12. */
    private static final DataSize MAX_FORM_SIZE = DataSize.ofKilobytes(16);

    @Bean
    @Order(0)
    SecurityFilterChain consoleSecurityFilterChain(
            HttpSecurity http, ObjectProvider<JwtDecoder> decoders, RequestLimits guards) {
        var refusals = new ConsoleRejectionHandler(guards);
        return http.securityMatcher(ConsolePaths.HOME, ConsolePaths.ALL)
                .authorizeHttpRequests(paths -> paths.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(ConsolePaths.PUBLIC)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, ConsolePaths.HOME, ConsolePaths.ALL)
                        .hasAuthority("SCOPE_" + ConsolePaths.READ_SCOPE)
                        .requestMatchers(HttpMethod.POST, ConsolePaths.ALL)
                        .hasAuthority("SCOPE_" + ConsolePaths.WRITE_SCOPE)
                        .anyRequest()
                        .denyAll())
                // In this order, and all before the first filter that reads a form.
                .addFilterBefore(tokenFilter(decoders, refusals), CsrfFilter.class)
                .addFilterBefore(guards.rates(refusals, ConsolePaths::isPublic), CsrfFilter.class)
                .addFilterBefore(new FormScopeFilter(refusals), CsrfFilter.class)
                .addFilterBefore(guards.bodies(MAX_FORM_SIZE, refusals, ConsolePaths::isPublic), CsrfFilter.class)
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokenRepository())
                        .requireCsrfProtectionMatcher(ConsoleSecurityConfiguration::needsCsrfToken)
                        .ignoringRequestMatchers(TokenCookie::hasBearerHeader))
                .headers(ConsoleSecurityConfiguration::configureHeaders)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    private static BearerTokenAuthenticationFilter tokenFilter(
            ObjectProvider<JwtDecoder> decoders, ConsoleRejectionHandler refusals) {
        var converter = new BearerTokenAuthenticationConverter();
        converter.setBearerTokenResolver(new TokenCookie());
        // Where there is no decoder the server does not start, and the chain of all other paths says why.
        var provider =
                new JwtAuthenticationProvider(token -> decoders.getObject().decode(token));
        var filter = new BearerTokenAuthenticationFilter(new ProviderManager(provider), converter);
        var failures = new AuthenticationEntryPointFailureHandler(refusals);
        failures.setRethrowAuthenticationServiceException(false);
        filter.setAuthenticationFailureHandler(failures);
        return filter;
    }

    /** And not a refusal that one was forwarded to. */
    private static boolean needsCsrfToken(HttpServletRequest request) {
        return request.getDispatcherType() != DispatcherType.FORWARD
                && CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request);
    }

    private static CookieCsrfTokenRepository csrfTokenRepository() {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("eligo-console-csrf");
        // Its path is the application's, which is that of the pages or a part of it.
        tokens.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return tokens;
    }

    private static void configureHeaders(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                // An action's refusal goes back to the page that it was asked on.
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN));
    }
}
