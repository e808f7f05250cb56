package io.eligo.security.requests;

import io.eligo.platform.PerKeySemaphore;
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
 * Reads the body of a POST before any other component waits for it. A body that arrived with its headers is passed on at once;
 * any other is awaited without a thread, for a limited time. The body of an anonymous caller's request is read only if {@code
 * acceptsAnonymous} permits it.
 */
final class RequestBodyFilter implements Filter {
    private static final String PENDING_BODY_ATTRIBUTE = RequestBodyFilter.class.getName();
    private static final String ANONYMOUS = "";

    private final int maxBytes;
    private final RejectionWriter rejectionWriter;
    private final Predicate<HttpServletRequest> acceptsAnonymous;
    private final PerKeySemaphore slowRequestPermits;
    private final SlowRequestSettings settings;

    /**
     * @param maxBytes maximum size of a body
     * @param acceptsAnonymous the requests whose body is read although the caller is anonymous
     */
    RequestBodyFilter(
            int maxBytes,
            RejectionWriter rejectionWriter,
            Predicate<HttpServletRequest> acceptsAnonymous,
            PerKeySemaphore slowRequestPermits,
            SlowRequestSettings settings) {
        this.maxBytes = maxBytes;
        this.rejectionWriter = rejectionWriter;
        this.acceptsAnonymous = acceptsAnonymous;
        this.slowRequestPermits = slowRequestPermits;
        this.settings = settings;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) any;
        var response = (HttpServletResponse) answer;
        if (hasWildcardContentType(request)) {
            rejectionWriter.write(request, response, 415, "the Content-Type names no type");
        } else if (request.getAttribute(PENDING_BODY_ATTRIBUTE) instanceof AsyncRequestBody body) {
            request.removeAttribute(PENDING_BODY_ATTRIBUTE);
            continueWithBody(body, request, response, chain);
        } else if (!hasBody(request)) {
            chain.doFilter(request, response);
        } else if (request.getDispatcherType() == DispatcherType.REQUEST) {
            readBody(request, response, chain);
        } else {
            // A dispatch to the error page, for a request whose body was not read.
            chain.doFilter(BufferedRequest.withBufferedBodyOnly(request), response);
        }
    }

    /** Spring fails on a wildcard type, with or without a body. */
    private static boolean hasWildcardContentType(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.indexOf('*') >= 0 && type.split(";", 2)[0].indexOf('*') >= 0;
    }

    /** No handler reads the body of another method. */
    private static boolean hasBody(HttpServletRequest request) {
        return request.getMethod().equals("POST")
                && (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null);
    }

    private void readBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null && !acceptsAnonymous.test(request)) {
            chain.doFilter(BufferedRequest.withoutBody(request), response);
            return;
        }
        long length = request.getContentLengthLong();
        if (length > maxBytes) {
            rejectTooLarge(request, response);
            return;
        }
        var body = new AsyncRequestBody(request.getInputStream(), length, maxBytes);
        if (body.readAvailable()) {
            continueWithBody(body, request, response, chain);
        } else {
            awaitBody(body, caller, request, response);
        }
    }

    private void awaitBody(
            AsyncRequestBody body,
            @Nullable Authentication caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        String permitKey = caller == null ? ANONYMOUS : caller.getName();
        int share = caller == null ? settings.pendingBodies() / 2 : settings.pendingBodiesPerUser();
        if (!slowRequestPermits.tryAcquire(permitKey, share)) {
            response.setHeader("Retry-After", "1");
            rejectionWriter.write(request, response, 429, "too many requests are being sent slowly: try again in 1 s");
            return;
        }
        request.setAttribute(PENDING_BODY_ATTRIBUTE, body);
        body.receiveAsync(request.startAsync(), settings.bodyTimeout(), () -> slowRequestPermits.release(permitKey));
    }

    private void continueWithBody(
            AsyncRequestBody body, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (body.isTooLarge()) {
            rejectTooLarge(request, response);
        } else if (body.isTimedOut()) {
            rejectionWriter.write(
                    request,
                    response,
                    408,
                    String.format(
                            Locale.ROOT,
                            "the body did not arrive within %d s",
                            settings.bodyTimeout().toSeconds()));
        } else {
            HttpServletRequest whole = bufferRequest(body, request, response);
            if (whole != null) {
                chain.doFilter(whole, response);
            }
        }
    }

    private @Nullable HttpServletRequest bufferRequest(
            AsyncRequestBody body, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        try {
            return BufferedRequest.of(request, body.bytes());
        } catch (HttpMessageNotReadableException | IllegalStateException e) {
            rejectionWriter.write(request, response, 400, "the query or the form cannot be read");
            return null;
        }
    }

    private void rejectTooLarge(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        rejectionWriter.write(
                request, response, 413, String.format(Locale.ROOT, "the body has more than %d bytes", maxBytes));
    }
}
