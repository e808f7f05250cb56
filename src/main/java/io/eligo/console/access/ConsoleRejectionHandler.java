package io.eligo.console.access;

import io.eligo.security.requests.RejectionWriter;
import io.eligo.security.requests.RequestLimits;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.util.StringUtils;

/** Whoever is not known is asked to sign in, and comes back; whoever may not is told what it needs. */
public final class ConsoleRejectionHandler implements AuthenticationEntryPoint, AccessDeniedHandler, RejectionWriter {
    public static final String REASON = ConsoleRejectionHandler.class.getName();

    public static final String HEADING = REASON + ".heading";

    private final RequestLimits requestLimits;

    ConsoleRejectionHandler(RequestLimits guards) {
        this.requestLimits = guards;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException, ServletException {
        if (reason instanceof AuthenticationServiceException) {
            write(request, response, HttpStatus.SERVICE_UNAVAILABLE.value(), String.valueOf(reason.getMessage()));
        } else if (!requestLimits.rejectAnonymousIfOverLimit(request, response, this)) {
            redirectToSignIn(request, response);
        }
    }

    private static void redirectToSignIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TokenCookie.clear(request, response);
        String signIn = request.getContextPath() + ConsolePaths.SIGN_IN;
        if (request.getHeader("HX-Request") != null) {
            // A part of a page, asked for by htmx: the whole page has to go.
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
            response.setHeader("HX-Redirect", signIn);
            return;
        }
        response.sendRedirect(signIn + returnParameter(request));
    }

    private static String returnParameter(HttpServletRequest request) {
        String page = ConsolePaths.pathWithinApplication(request);
        if (!request.getMethod().equals("GET") || page.equals(ConsolePaths.HOME)) {
            return "";
        }
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        return "?next=" + URLEncoder.encode(page + query, StandardCharsets.UTF_8);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException, ServletException {
        forwardToErrorPage(
                request, response, HttpStatus.FORBIDDEN.value(), "Not open to you", denialReason(request, reason));
    }

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException, ServletException {
        if (status == HttpStatus.UNSUPPORTED_MEDIA_TYPE.value()) {
            // No page can be made for a request with such a header.
            response.setStatus(status);
            return;
        }
        String heading = status == 429 || status == 503 ? "Not now" : "That cannot be asked";
        forwardToErrorPage(request, response, status, heading, StringUtils.capitalize(message) + ".");
    }

    private static void forwardToErrorPage(
            HttpServletRequest request, HttpServletResponse response, int status, String heading, String reason)
            throws IOException, ServletException {
        response.setStatus(status);
        request.setAttribute(HEADING, heading);
        request.setAttribute(REASON, reason);
        request.getRequestDispatcher(ConsolePaths.REFUSED).forward(request, response);
    }

    private static String denialReason(HttpServletRequest request, AccessDeniedException reason) {
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
