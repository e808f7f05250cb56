package io.eligo.console;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Whoever is not known is asked to sign in, and comes back; whoever may not is told what it needs. */
final class ConsoleRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    static final String REASON = ConsoleRefusals.class.getName();

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        TokenCookie.forget(request, response);
        if (request.getHeader("HX-Request") != null) {
            // A part of a page, asked for by htmx: the whole page has to go.
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
            response.setHeader("HX-Redirect", ConsolePaths.SIGN_IN);
            return;
        }
        response.sendRedirect(ConsolePaths.SIGN_IN + back(request));
    }

    private static String back(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") || request.getRequestURI().equals(ConsolePaths.HOME)) {
            return "";
        }
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        return "?next=" + URLEncoder.encode(request.getRequestURI() + query, StandardCharsets.UTF_8);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException, ServletException {
        response.setStatus(HttpStatus.FORBIDDEN.value());
        request.setAttribute(REASON, reason(request, reason));
        request.getRequestDispatcher(ConsolePaths.REFUSED).forward(request, response);
    }

    private static String reason(HttpServletRequest request, AccessDeniedException reason) {
        if (reason instanceof CsrfException) {
            return "The form was sent without the mark that this server put into it, or with an old one. Nothing was done. "
                    + "Open the page again and repeat it from there.";
        }
        if (!(reason instanceof AuthorizationDeniedException)) {
            // A page's own, which says what it needs.
            return String.valueOf(reason.getMessage());
        }
        return request.getMethod().equals("GET")
                ? "Looking needs the scope ops:read, which your token does not have."
                : "Acting needs the scope ops:write, which your token does not have. Nothing was done.";
    }
}
