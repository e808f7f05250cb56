package io.eligo.console.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.web.util.WebUtils;

/**
 * Cookie that stores the bearer token in the browser: {@code HttpOnly} and {@code SameSite=Strict}, with the lifetime of the token.
 */
public final class TokenCookie implements BearerTokenResolver {
    public static final String NAME = "eligo-console";

    /** Longest token, in characters, that fits into the cookie size limit of browsers, name and attributes included. */
    public static final int MAX_TOKEN_LENGTH = 3_900;

    private static final String SCHEME = "Bearer ";

    /** Takes the Authorization header before the cookie, because a browser does not send the header by itself. Null on public paths. */
    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (ConsolePaths.isPublic(request)) {
            return null;
        }
        if (hasBearerHeader(request)) {
            return request.getHeader(HttpHeaders.AUTHORIZATION)
                    .substring(SCHEME.length())
                    .strip();
        }
        Cookie cookie = WebUtils.getCookie(request, NAME);
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    static boolean hasBearerHeader(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    public static void store(Jwt token, HttpServletRequest request, HttpServletResponse response) {
        Duration remaining = Duration.between(Instant.now(), Objects.requireNonNull(token.getExpiresAt()));
        write(token.getTokenValue(), remaining, request, response);
    }

    public static void clear(HttpServletRequest request, HttpServletResponse response) {
        write("", Duration.ZERO, request, response);
    }

    private static void write(String value, Duration life, HttpServletRequest request, HttpServletResponse response) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(NAME, value)
                        .path(request.getContextPath() + ConsolePaths.HOME)
                        .httpOnly(true)
                        .sameSite("Strict")
                        .secure(request.isSecure())
                        .maxAge(life)
                        .build()
                        .toString());
    }
}
