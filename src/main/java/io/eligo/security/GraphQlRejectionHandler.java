package io.eligo.security;

import io.eligo.security.requests.RejectionWriter;
import io.eligo.security.requests.RequestLimits;
import io.eligo.security.tokens.IssuerKeysUnavailable;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/** Writes 401 and 403 as RFC 6750 defines them, and every other rejection, with a body in the API's error format. */
@Component
public class GraphQlRejectionHandler implements AuthenticationEntryPoint, AccessDeniedHandler, RejectionWriter {
    private final AuthenticationEntryPoint unauthorizedHandler = new BearerTokenAuthenticationEntryPoint();
    private final AccessDeniedHandler forbiddenHandler = new BearerTokenAccessDeniedHandler();
    private final RequestLimits requestLimits;

    GraphQlRejectionHandler(RequestLimits requestLimits) {
        this.requestLimits = requestLimits;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException, ServletException {
        if (reason instanceof AuthenticationServiceException) {
            response.setHeader("Retry-After", IssuerKeysUnavailable.RETRY_AFTER);
            write(request, response, 503, IssuerKeysUnavailable.MESSAGE);
        } else if (!requestLimits.rejectAnonymousIfOverLimit(request, response, this)) {
            unauthorizedHandler.commence(request, response, reason);
            write(response, "a valid bearer token is needed", "UNAUTHORIZED", "");
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException, ServletException {
        forbiddenHandler.handle(request, response, reason);
        write(response, "this is not open to the token's bearer", "FORBIDDEN", "");
    }

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException {
        response.setStatus(status);
        String classification = switch (status) {
            case 408 -> "TIMEOUT";
            case 429 -> "TOO_MANY_REQUESTS";
            case 503 -> "UNAVAILABLE";
            default -> "BAD_REQUEST";
        };
        String limit = switch (status) {
            case 408 -> "body-timeout";
            case 413 -> "body-size";
            default -> null;
        };
        write(
                response,
                message,
                classification,
                limit == null ? "" : String.format(Locale.ROOT, ",\"limit\":\"%s\"", limit));
    }

    private static void write(HttpServletResponse response, String message, String classification, String extensions)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream()
                .write(String.format(Locale.ROOT, """
                {"errors":[{"message":"%s","extensions":{"classification":"%s"%s}}]}""", message, classification, extensions)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
