package io.eligo.console.access;

import io.eligo.api.Scopes;
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

/** Refuses a form of whoever may not send it before anything of it is read. The rules for all paths are asked later, and again. */
final class FormScopeFilter implements Filter {
    private final ConsoleRejectionHandler rejectionHandler;

    FormScopeFilter(ConsoleRejectionHandler refusals) {
        this.rejectionHandler = refusals;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) any;
        var response = (HttpServletResponse) answer;
        // A refusal that one is forwarded to is open.
        boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
        if (!first || !request.getMethod().equals("POST") || ConsolePaths.isPublic(request)) {
            chain.doFilter(request, response);
            return;
        }
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null) {
            rejectionHandler.commence(
                    request, response, new InsufficientAuthenticationException("nobody is signed in"));
        } else if (Scopes.has(caller, ConsolePaths.WRITE_SCOPE)) {
            chain.doFilter(request, response);
        } else {
            rejectionHandler.handle(
                    request,
                    response,
                    new AuthorizationDeniedException("not open to it", new AuthorizationDecision(false)));
        }
    }
}
