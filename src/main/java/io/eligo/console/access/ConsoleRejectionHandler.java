package io.eligo.console.access;

import io.eligo.security.Scope;
import io.eligo.security.requests.RejectionWriter;
import io.eligo.security.requests.RequestLimits;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.util.StringUtils;

/**
 * Renders rejected console requests. A request without a valid token redirects to the sign-in page, which leads back; a request
 * without the needed scope gets an error page that names the scope.
 */
public final class ConsoleRejectionHandler implements AuthenticationEntryPoint, AccessDeniedHandler, RejectionWriter {
    public static final String REASON = ConsoleRejectionHandler.class.getName();

    public static final String HEADING = REASON + ".heading";

    private final RequestLimits requestLimits;

    ConsoleRejectionHandler(RequestLimits requestLimits) {
        this.requestLimits = requestLimits;
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
            // htmx would put the sign-in page into a part of the page; HX-Redirect replaces the whole page.
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
                request, response, HttpStatus.FORBIDDEN.value(), "Access denied", denialReason(request, reason));
    }

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException, ServletException {
        if (status == HttpStatus.UNSUPPORTED_MEDIA_TYPE.value()) {
            // The page cannot be rendered for a request whose media type header is invalid.
            response.setStatus(status);
            return;
        }
        String heading = status == 429 || status == 503 ? "Try again later" : "Invalid request";
        forwardToErrorPage(request, response, status, heading, StringUtils.capitalize(message) + ".");
    }

    private static void forwardToErrorPage(
            HttpServletRequest request, HttpServletResponse response, int status, String heading, String reason)
            throws IOException, ServletException {
        response.setStatus(status);
        request.setAttribute(HEADING, heading);
        request.setAttribute(REASON, reason);
        request.getRequestDispatcher(ConsolePaths.REJECTED).forward(request, response);
    }

    private static String denialReason(HttpServletRequest request, AccessDeniedException reason) {
        if (reason instanceof CsrfException) {
            return "The CSRF token of the form is missing or expired. Nothing was done. "
                    + "Reload the page and repeat the action.";
        }
        if (!(reason instanceof AuthorizationDeniedException)) {
            // Thrown by a page; the message names the scope.
            return String.valueOf(reason.getMessage());
        }
        return request.getMethod().equals("GET")
                ? String.format(
                        Locale.ROOT,
                        "Viewing needs the scope %s, which your token does not have.",
                        Scope.OPS_READ.word())
                : String.format(
                        Locale.ROOT,
                        "Actions need the scope %s, which your token does not have. Nothing was done.",
                        Scope.OPS_WRITE.word());
    }
}
