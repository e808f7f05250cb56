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

/** Turns away whoever asks too often, before anything of the request is read. */
public final class RateLimitFilter implements Filter {
    // Tokens without a sub have one count together: they cannot be told apart.
    private static final String NO_SUBJECT = "";

    private final RequestLimits requestLimits;
    private final RejectionWriter rejectionWriter;
    private final Predicate<HttpServletRequest> countsAnonymous;

    RateLimitFilter(RequestLimits guards, RejectionWriter rejectionWriter, Predicate<HttpServletRequest> ofStrangers) {
        this.requestLimits = guards;
        this.rejectionWriter = rejectionWriter;
        this.countsAnonymous = ofStrangers;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // A request whose body had to be awaited comes by twice.
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
