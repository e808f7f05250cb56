package io.eligo.security;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Turns away whoever asks too often, before anything of the request is read. */
final class RateFilter implements Filter {
    private static final long SECOND = 1_000_000_000;

    // Tokens without a sub have one count together: they cannot be told apart.
    private static final String NOBODY = "";

    private final Rates rates;

    RateFilter(Rates rates) {
        this.rates = rates;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        long wait = caller == null ? 0 : rates.waitOf(Objects.requireNonNullElse(caller.getName(), NOBODY));
        if (wait == 0) {
            chain.doFilter(request, response);
            return;
        }
        long seconds = (wait + SECOND - 1) / SECOND;
        var answer = (HttpServletResponse) response;
        answer.setStatus(429);
        answer.setHeader("Retry-After", String.valueOf(seconds));
        GraphQlRefusals.write(
                answer, "too many requests of one user: try again in %d s".formatted(seconds), "TOO_MANY_REQUESTS");
    }
}
