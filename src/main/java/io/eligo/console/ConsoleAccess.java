package io.eligo.console;

import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
import jakarta.servlet.DispatcherType;
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
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * The browser's way in: the same tokens as everywhere, from a cookie. Not by the resource server's configurer, which takes every
 * request with a token for one of a program, and lets it pass without the CSRF token.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.CONSOLE)
class ConsoleAccess {
    /** Scripts, styles and images of this server and nothing else, neither inline nor from anywhere. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(0)
    SecurityFilterChain consolePages(HttpSecurity http, ObjectProvider<JwtDecoder> decoders) {
        var refusals = new ConsoleRefusals();
        return http.securityMatcher(ConsolePaths.HOME, ConsolePaths.EVERYTHING)
                .authorizeHttpRequests(paths -> paths.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(ConsolePaths.OPEN)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, ConsolePaths.HOME, ConsolePaths.EVERYTHING)
                        .hasAuthority("SCOPE_" + ConsolePaths.READ)
                        .requestMatchers(HttpMethod.POST, ConsolePaths.EVERYTHING)
                        .hasAuthority("SCOPE_" + ConsolePaths.WRITE)
                        .anyRequest()
                        .denyAll())
                .addFilter(tokens(decoders, refusals))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens()).ignoringRequestMatchers(TokenCookie::fromHeader))
                .headers(ConsoleAccess::strict)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    private static BearerTokenAuthenticationFilter tokens(
            ObjectProvider<JwtDecoder> decoders, ConsoleRefusals refusals) {
        var converter = new BearerTokenAuthenticationConverter();
        converter.setBearerTokenResolver(new TokenCookie());
        // Where there is no decoder the server does not start, and the chain of all other paths says why.
        var provider =
                new JwtAuthenticationProvider(token -> decoders.getObject().decode(token));
        var filter = new BearerTokenAuthenticationFilter(new ProviderManager(provider), converter);
        filter.setAuthenticationEntryPoint(refusals);
        return filter;
    }

    private static CookieCsrfTokenRepository csrfTokens() {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("eligo-console-csrf");
        tokens.setCookieCustomizer(
                cookie -> cookie.path(ConsolePaths.HOME).httpOnly(true).sameSite("Strict"));
        return tokens;
    }

    private static void strict(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                // An action's refusal goes back to the page that it was asked on.
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN));
    }
}
