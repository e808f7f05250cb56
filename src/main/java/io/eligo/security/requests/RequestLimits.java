package io.eligo.security.requests;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.platform.PerKeySemaphore;
import io.eligo.security.rates.RateLimiter;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Predicate;
import org.springframework.util.unit.DataSize;

/** Limits on the rate of requests and on the time to send one. All filter chains of this node share one set of counts. */
public final class RequestLimits {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final RateLimiter rateLimiter;
    private final SlowRequestSettings settings;
    private final PerKeySemaphore slowRequestPermits;
    private final Counter refusedUsers;
    private final Counter refusedAnonymous;

    public RequestLimits(RateLimiter rateLimiter, SlowRequestSettings settings, MeterFactory meters) {
        this.rateLimiter = rateLimiter;
        this.refusedUsers = meters.counter(MetricDefinition.RATE_LIMIT_REFUSALS, "user");
        this.refusedAnonymous = meters.counter(MetricDefinition.RATE_LIMIT_REFUSALS, "anonymous");
        this.settings = settings;
        this.slowRequestPermits = new PerKeySemaphore(settings.pendingBodies());
    }

    /**
     * Must be placed after authentication.
     *
     * @param countsAnonymous the requests that count, by address, although the caller is anonymous
     */
    public Filter rates(RejectionWriter rejectionWriter, Predicate<HttpServletRequest> countsAnonymous) {
        return new RateLimitFilter(this, rejectionWriter, countsAnonymous);
    }

    /**
     * Must be placed before every component that reads a body.
     *
     * @param maxSize maximum size of a body
     * @param acceptsAnonymous the requests whose body is read although the caller is anonymous
     */
    public Filter bodies(
            DataSize maxSize, RejectionWriter rejectionWriter, Predicate<HttpServletRequest> acceptsAnonymous) {
        return new RequestBodyFilter(
                Math.toIntExact(maxSize.toBytes()), rejectionWriter, acceptsAnonymous, slowRequestPermits, settings);
    }

    /** Counts a request of an anonymous caller, and rejects it above the limit; returns whether it was rejected. */
    public boolean rejectAnonymousIfOverLimit(
            HttpServletRequest request, HttpServletResponse response, RejectionWriter rejectionWriter)
            throws IOException, ServletException {
        return rejectIfOverLimit(
                ClientAddress.rateLimitKey(request), refusedAnonymous, request, response, rejectionWriter);
    }

    boolean rejectIfOverLimit(
            String user, HttpServletRequest request, HttpServletResponse response, RejectionWriter rejectionWriter)
            throws IOException, ServletException {
        return rejectIfOverLimit(user, refusedUsers, request, response, rejectionWriter);
    }

    private boolean rejectIfOverLimit(
            String caller,
            Counter refused,
            HttpServletRequest request,
            HttpServletResponse response,
            RejectionWriter rejectionWriter)
            throws IOException, ServletException {
        long wait = rateLimiter.consume(caller);
        if (wait == 0) {
            return false;
        }
        refused.increment();
        long seconds = (wait + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
        response.setHeader("Retry-After", String.valueOf(seconds));
        rejectionWriter.write(
                request,
                response,
                429,
                String.format(Locale.ROOT, "too many requests of one caller: try again in %d s", seconds));
        return true;
    }
}
