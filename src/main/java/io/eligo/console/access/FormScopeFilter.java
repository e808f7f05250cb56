package io.eligo.console.access;

import io.eligo.security.Scope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Rejects a form without the write scope before its body is read. The authorization rules of the filter chain check the request
 * again later.
 */
final class FormScopeFilter implements Filter {
    private final ConsoleRejectionHandler rejectionHandler;

    FormScopeFilter(ConsoleRejectionHandler rejectionHandler) {
        this.rejectionHandler = rejectionHandler;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        var response = (HttpServletResponse) servletResponse;
        // The error page is reached by a forward, which needs no scope.
        boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
        if (!first || !request.getMethod().equals("POST") || ConsolePaths.isPublic(request)) {
            chain.doFilter(request, response);
            return;
        }
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null) {
            rejectionHandler.commence(
                    request, response, new InsufficientAuthenticationException("no token in the request"));
        } else if (Scope.OPS_WRITE.isGrantedTo(caller)) {
            chain.doFilter(request, response);
        } else {
            rejectionHandler.handle(
                    request,
                    response,
                    new AuthorizationDeniedException(
                            "scope " + Scope.OPS_WRITE.word() + " is missing", new AuthorizationDecision(false)));
        }
    }
}
