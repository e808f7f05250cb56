package io.eligo.security.tokens;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.stereotype.Component;

/**
 * Resolves the token of {@code Authorization: Bearer}. Spring's own resolver gives the same results with a regular expression,
 * which takes a tenth of a small request's time.
 */
@Component
final class AuthorizationHeaderTokenResolver implements BearerTokenResolver {
    private static final String SCHEME = "bearer";

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        if (!isWellFormed(header)) {
            throw new OAuth2AuthenticationException(BearerTokenErrors.invalidToken("Bearer token is malformed"));
        }
        return header.substring(SCHEME.length() + 1);
    }

    /** One space, then b64token of RFC 6750. */
    private static boolean isWellFormed(String header) {
        int begin = SCHEME.length() + 1;
        int end = header.length();
        while (end > begin && header.charAt(end - 1) == '=') {
            end--;
        }
        if (end <= begin || header.charAt(SCHEME.length()) != ' ') {
            return false;
        }
        for (int i = begin; i < end; i++) {
            if (!isTokenCharacter(header.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTokenCharacter(char character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || "-._~+/".indexOf(character) >= 0;
    }
}
