package io.eligo.security;

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
 * Keeps some of the server's threads for its probes. A request that would take one of these waits a moment for another to end; if
 * none does, whatever holds them, it is refused, and so are the next ones at once until one ends.
 */
final class ProbeReserve implements Filter {
    private static final long MOMENT = 100;

    private final Predicate<HttpServletRequest> liveness;
    private final Predicate<HttpServletRequest> health;
    private final Refusal refusal;
    private final Semaphore places;
    private final Semaphore healthPlaces;
    private volatile boolean stuck;

    /**
     * @param threads of the server
     * @param reserve of them; half of these for health that is more than liveness, which may wait for others itself
     */
    ProbeReserve(
            int threads,
            int reserve,
            Predicate<HttpServletRequest> liveness,
            Predicate<HttpServletRequest> health,
            Refusal refusal) {
        this.liveness = liveness;
        this.health = health;
        this.refusal = refusal;
        this.places = new Semaphore(threads - reserve);
        this.healthPlaces = new Semaphore(reserve / 2);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (places.tryAcquire()) {
            pass(places, request, response, chain);
            return;
        }
        var http = (HttpServletRequest) request;
        if (liveness.test(http)) {
            chain.doFilter(request, response);
        } else if (health.test(http) && healthPlaces.tryAcquire()) {
            pass(healthPlaces, request, response, chain);
        } else if (comesFree()) {
            pass(places, request, response, chain);
        } else {
            var answer = (HttpServletResponse) response;
            answer.setHeader("Retry-After", "1");
            refusal.write(http, answer, 503, "all threads of this node are taken: try again in 1 s");
        }
    }

    private void pass(Semaphore taken, ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } finally {
            taken.release();
            if (stuck && taken == places) {
                stuck = false;
            }
        }
    }

    private boolean comesFree() {
        if (stuck) {
            return false;
        }
        try {
            boolean free = places.tryAcquire(MOMENT, TimeUnit.MILLISECONDS);
            stuck = !free;
            return free;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
