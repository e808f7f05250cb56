package io.eligo.security.requests;

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

/** Rejects requests above the rate limit, before anything of the request is read. */
public final class RateLimitFilter implements Filter {
    // Tokens without a sub share one count: they cannot be told apart.
    private static final String NO_SUBJECT = "";

    private final RequestLimits requestLimits;
    private final RejectionWriter rejectionWriter;
    private final Predicate<HttpServletRequest> countsAnonymous;

    RateLimitFilter(
            RequestLimits requestLimits,
            RejectionWriter rejectionWriter,
            Predicate<HttpServletRequest> countsAnonymous) {
        this.requestLimits = requestLimits;
        this.rejectionWriter = rejectionWriter;
        this.countsAnonymous = countsAnonymous;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // A request whose body was awaited passes this filter twice.
        boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
        if (!first || !rejectIfOverLimit((HttpServletRequest) request, (HttpServletResponse) response)) {
            chain.doFilter(request, response);
        }
    }

    private boolean rejectIfOverLimit(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null) {
            return countsAnonymous.test(request)
                    && requestLimits.rejectAnonymousIfOverLimit(request, response, rejectionWriter);
        }
        return requestLimits.rejectIfOverLimit(
                Objects.requireNonNullElse(caller.getName(), NO_SUBJECT), request, response, rejectionWriter);
    }
}
