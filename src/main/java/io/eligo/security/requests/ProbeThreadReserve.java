package io.eligo.security.requests;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Reserves some of the server's threads for health probes. A request that would take a reserved thread waits a moment for
 * another request to end. If none ends, for whatever reason, the request is rejected, and the following ones are rejected at
 * once until one ends.
 */
public final class ProbeThreadReserve implements Filter {
    private static final long WAIT_MILLIS = 100;

    private final Predicate<HttpServletRequest> isLiveness;
    private final Predicate<HttpServletRequest> isHealth;
    private final RejectionWriter rejectionWriter;
    private final Semaphore requestPermits;
    private final Semaphore healthPermits;
    private volatile boolean exhausted;

    /**
     * @param threads number of the server's threads
     * @param reserve number of them that are reserved; half of these for health checks beyond liveness, which may wait for
     *     other components
     */
    public ProbeThreadReserve(
            int threads,
            int reserve,
            Predicate<HttpServletRequest> isLiveness,
            Predicate<HttpServletRequest> isHealth,
            RejectionWriter rejectionWriter) {
        this.isLiveness = isLiveness;
        this.isHealth = isHealth;
        this.rejectionWriter = rejectionWriter;
        this.requestPermits = new Semaphore(threads - reserve);
        this.healthPermits = new Semaphore(reserve / 2);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (requestPermits.tryAcquire()) {
            proceed(requestPermits, request, response, chain);
            return;
        }
        var http = (HttpServletRequest) request;
        if (isLiveness.test(http)) {
            chain.doFilter(request, response);
        } else if (isHealth.test(http) && healthPermits.tryAcquire()) {
            proceed(healthPermits, request, response, chain);
        } else if (awaitPermit()) {
            proceed(requestPermits, request, response, chain);
        } else {
            var answer = (HttpServletResponse) response;
            answer.setHeader("Retry-After", "1");
            rejectionWriter.write(http, answer, 503, "all threads of this node are taken: try again in 1 s");
        }
    }

    private void proceed(Semaphore taken, ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } finally {
            taken.release();
            if (exhausted && taken == requestPermits) {
                exhausted = false;
            }
        }
    }

    private boolean awaitPermit() {
        if (exhausted) {
            return false;
        }
        try {
            boolean free = requestPermits.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            exhausted = !free;
            return free;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
