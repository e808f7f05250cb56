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
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Has the body of a POST read before anything waits for it. One that came with its headers is passed on at once; any other is
 * awaited without a thread, for a limited time. Of a caller that is not known nothing is read where that is not said to be needed.
 */
final class BodyFilter implements Filter {
    private static final String AWAITED = BodyFilter.class.getName();
    private static final String UNKNOWN = "";

    private final int most;
    private final Refusal refusal;
    private final Predicate<HttpServletRequest> ofStrangers;
    private final Shares places;
    private final HttpSettings settings;

    /**
     * @param most bytes that are read
     * @param ofStrangers of which requests the body is read although their caller is not known
     */
    BodyFilter(
            int most,
            Refusal refusal,
            Predicate<HttpServletRequest> ofStrangers,
            Shares places,
            HttpSettings settings) {
        this.most = most;
        this.refusal = refusal;
        this.ofStrangers = ofStrangers;
        this.places = places;
        this.settings = settings;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) any;
        var response = (HttpServletResponse) answer;
        if (isOfAnyType(request)) {
            refusal.write(request, response, 415, "the Content-Type names no type");
        } else if (request.getAttribute(AWAITED) instanceof AwaitedBody body) {
            request.removeAttribute(AWAITED);
            goOn(body, request, response, chain);
        } else if (!hasBody(request)) {
            chain.doFilter(request, response);
        } else if (request.getDispatcherType() == DispatcherType.REQUEST) {
            read(request, response, chain);
        } else {
            // To the page that says why nothing was read.
            chain.doFilter(BufferedRequest.withoutMore(request), response);
        }
    }

    /** Spring fails with such a one on whatever it comes, bodies or none. */
    private static boolean isOfAnyType(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.indexOf('*') >= 0 && type.split(";", 2)[0].indexOf('*') >= 0;
    }

    /** Of other methods nothing here reads a body. */
    private static boolean hasBody(HttpServletRequest request) {
        return request.getMethod().equals("POST")
                && (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null);
    }

    private void read(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null && !ofStrangers.test(request)) {
            chain.doFilter(BufferedRequest.withoutBody(request), response);
            return;
        }
        long length = request.getContentLengthLong();
        if (length > most) {
            tooLarge(request, response);
            return;
        }
        var body = new AwaitedBody(request.getInputStream(), length, most);
        if (body.takeWhatIsHere()) {
            goOn(body, request, response, chain);
        } else {
            await(body, caller, request, response);
        }
    }

    private void await(
            AwaitedBody body, @Nullable Authentication caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String who = caller == null ? UNKNOWN : caller.getName();
        int share = caller == null ? settings.bodies() / 2 : settings.bodiesPerUser();
        if (!places.enter(who, share)) {
            response.setHeader("Retry-After", "1");
            refusal.write(request, response, 429, "too many requests are being sent slowly: try again in 1 s");
            return;
        }
        request.setAttribute(AWAITED, body);
        body.await(request.startAsync(), settings.bodyTime(), () -> places.leave(who));
    }

    private void goOn(AwaitedBody body, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (body.isTooLarge()) {
            tooLarge(request, response);
        } else if (body.isLate()) {
            refusal.write(
                    request,
                    response,
                    408,
                    String.format(
                            Locale.ROOT,
                            "the body did not arrive within %d s",
                            settings.bodyTime().toSeconds()));
        } else {
            HttpServletRequest whole = whole(body, request, response);
            if (whole != null) {
                chain.doFilter(whole, response);
            }
        }
    }

    private @Nullable HttpServletRequest whole(
            AwaitedBody body, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            return BufferedRequest.of(request, body.bytes());
        } catch (HttpMessageNotReadableException | IllegalStateException e) {
            refusal.write(request, response, 400, "the query or the form cannot be read");
            return null;
        }
    }

    private void tooLarge(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        refusal.write(request, response, 413, String.format(Locale.ROOT, "the body has more than %d bytes", most));
    }
}
