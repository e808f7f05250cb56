package io.eligo.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Turns away whoever asks too often, before anything of the request is read. */
final class RateFilter implements Filter {
    // Tokens without a sub have one count together: they cannot be told apart.
    private static final String NOBODY = "";

    private final RequestGuards guards;
    private final Refusal refusal;
    private final Predicate<HttpServletRequest> ofStrangers;

    RateFilter(RequestGuards guards, Refusal refusal, Predicate<HttpServletRequest> ofStrangers) {
        this.guards = guards;
        this.refusal = refusal;
        this.ofStrangers = ofStrangers;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // A request whose body had to be awaited comes by twice.
        boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
        if (!first || !refuses((HttpServletRequest) request, (HttpServletResponse) response)) {
            chain.doFilter(request, response);
        }
    }

    private boolean refuses(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null) {
            return ofStrangers.test(request) && guards.refusesStranger(request, response, refusal);
        }
        return guards.refuses(Objects.requireNonNullElse(caller.getName(), NOBODY), request, response, refusal);
    }
}
