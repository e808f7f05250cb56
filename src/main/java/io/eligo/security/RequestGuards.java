package io.eligo.security;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Predicate;
import org.springframework.util.unit.DataSize;

/** How often callers may ask, and how long they may take to send a request: one count for every chain of filters of this node. */
public final class RequestGuards {
    private static final long SECOND = 1_000_000_000;

    private final Rates rates;
    private final HttpSettings settings;
    private final Shares bodies;

    RequestGuards(Rates rates, HttpSettings settings) {
        this.rates = rates;
        this.settings = settings;
        this.bodies = new Shares(settings.bodies());
    }

    /**
     * To stand behind what finds out who calls.
     *
     * @param ofStrangers which requests count although their caller is not known, by its address
     */
    public Filter rates(Refusal refusal, Predicate<HttpServletRequest> ofStrangers) {
        return new RateFilter(this, refusal, ofStrangers);
    }

    /**
     * To stand before whatever reads a body.
     *
     * @param most bytes that are read
     * @param ofStrangers of which requests the body is read although their caller is not known
     */
    public Filter bodies(DataSize most, Refusal refusal, Predicate<HttpServletRequest> ofStrangers) {
        return new BodyFilter(Math.toIntExact(most.toBytes()), refusal, ofStrangers, bodies, settings);
    }

    /** Counts a request of a caller that is not known, and refuses it where these are too many; whether it did. */
    public boolean refusesStranger(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException, ServletException {
        return refuses(CallerAddress.of(request), request, response, refusal);
    }

    boolean refuses(String caller, HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException, ServletException {
        long wait = rates.waitOf(caller);
        if (wait == 0) {
            return false;
        }
        long seconds = (wait + SECOND - 1) / SECOND;
        response.setHeader("Retry-After", String.valueOf(seconds));
        refusal.write(
                request,
                response,
                429,
                String.format(Locale.ROOT, "too many requests of one user: try again in %d s", seconds));
        return true;
    }
}
