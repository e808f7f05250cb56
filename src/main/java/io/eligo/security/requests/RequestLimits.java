package io.eligo.security.requests;

import io.eligo.security.rates.RateLimiter;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Predicate;
import org.springframework.util.unit.DataSize;

/** How often callers may ask, and how long they may take to send a request: one count for every chain of filters of this node. */
public final class RequestLimits {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final RateLimiter rateLimiter;
    private final SlowRequestSettings settings;
    private final PerKeySemaphore bodies;

    public RequestLimits(RateLimiter rateLimiter, SlowRequestSettings settings) {
        this.rateLimiter = rateLimiter;
        this.settings = settings;
        this.bodies = new PerKeySemaphore(settings.bodies());
    }

    /**
     * To stand behind what finds out who calls.
     *
     * @param ofStrangers which requests count although their caller is not known, by its address
     */
    public Filter rates(RejectionWriter rejectionWriter, Predicate<HttpServletRequest> ofStrangers) {
        return new RateLimitFilter(this, rejectionWriter, ofStrangers);
    }

    /**
     * To stand before whatever reads a body.
     *
     * @param most bytes that are read
     * @param ofStrangers of which requests the body is read although their caller is not known
     */
    public Filter bodies(DataSize most, RejectionWriter rejectionWriter, Predicate<HttpServletRequest> ofStrangers) {
        return new RequestBodyFilter(Math.toIntExact(most.toBytes()), rejectionWriter, ofStrangers, bodies, settings);
    }

    /** Counts a request of a caller that is not known, and refuses it where these are too many; whether it did. */
    public boolean rejectAnonymousIfOverLimit(
            HttpServletRequest request, HttpServletResponse response, RejectionWriter rejectionWriter)
            throws IOException, ServletException {
        return rejectIfOverLimit(ClientAddress.rateLimitKey(request), request, response, rejectionWriter);
    }

    boolean rejectIfOverLimit(
            String caller, HttpServletRequest request, HttpServletResponse response, RejectionWriter rejectionWriter)
            throws IOException, ServletException {
        long wait = rateLimiter.consume(caller);
        if (wait == 0) {
            return false;
        }
        long seconds = (wait + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
        response.setHeader("Retry-After", String.valueOf(seconds));
        rejectionWriter.write(
                request,
                response,
                429,
                String.format(Locale.ROOT, "too many requests of one user: try again in %d s", seconds));
        return true;
    }
}
