package io.eligo.security.requests;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;
import org.springframework.web.util.WebUtils;

/** A request with its body in memory: reading the body never waits for the client. */
final class BufferedRequest extends HttpServletRequestWrapper {
    private static final FormHttpMessageConverter FORMS = new FormHttpMessageConverter();
    private static final String FORM = MediaType.APPLICATION_FORM_URLENCODED_VALUE;
    private static final byte[] EMPTY_BODY = {};

    private final byte[] body;
    private final @Nullable Map<String, String[]> parameters;

    /** @param parameters null for those of the query */
    private BufferedRequest(HttpServletRequest request, byte[] body, @Nullable Map<String, String[]> parameters) {
        super(request);
        this.body = body;
        this.parameters = parameters;
    }

    /** Presents the request without a body; the rest of the body is not read. */
    static HttpServletRequest withoutBody(HttpServletRequest request) throws IOException {
        // A container whose stream was requested does not look for a form in it.
        request.getInputStream();
        return new BufferedRequest(request, EMPTY_BODY, null);
    }

    /** The request with its body if that was read, otherwise without one. */
    static HttpServletRequest withBufferedBodyOnly(HttpServletRequest request) throws IOException {
        boolean read = WebUtils.getNativeRequest(request, BufferedRequest.class) != null;
        return read ? request : withoutBody(request);
    }

    /**
     * The request with its body, and with the parameters of the query and of a form. Parameters are not parsed if the body is
     * no form.
     *
     * @param request its stream must have been read
     * @throws HttpMessageNotReadableException for a form that cannot be read
     * @throws IllegalStateException for a query that cannot be read
     */
    static HttpServletRequest of(HttpServletRequest request, byte[] body) throws IOException {
        MediaType form = form(request);
        if (form == null) {
            return new BufferedRequest(request, body, null);
        }
        var parameters = new LinkedHashMap<>(request.getParameterMap());
        form(form, body)
                .forEach((name, values) -> parameters.merge(
                        name,
                        // A name without a value gets an empty one, as in the container.
                        values.stream()
                                .map(value -> Objects.requireNonNullElse(value, ""))
                                .toArray(String[]::new),
                        StringUtils::concatenateStringArrays));
        return new BufferedRequest(request, body, Collections.unmodifiableMap(parameters));
    }

    private static @Nullable MediaType form(HttpServletRequest request) {
        try {
            String type = request.getContentType();
            return type == null || !type.regionMatches(true, 0, FORM, 0, FORM.length())
                    ? null
                    : Optional.of(MediaType.parseMediaType(type))
                            .filter(MediaType.APPLICATION_FORM_URLENCODED::equalsTypeAndSubtype)
                            .orElse(null);
        } catch (InvalidMediaTypeException e) {
            // An invalid content type is not a form.
            return null;
        }
    }

    private static MultiValueMap<String, String> form(MediaType type, byte[] body) throws IOException {
        var headers = new HttpHeaders();
        headers.setContentType(type);
        return FORMS.read(null, new HttpInputMessage() {
            @Override
            public HttpHeaders getHeaders() {
                return headers;
            }

            @Override
            public ByteArrayInputStream getBody() {
                return new ByteArrayInputStream(body);
            }
        });
    }

    /**
     * The container dispatches again when the body is complete; for later filters and handlers this is the request's
     * first dispatch.
     */
    @Override
    public DispatcherType getDispatcherType() {
        DispatcherType type = super.getDispatcherType();
        return type == DispatcherType.ASYNC ? DispatcherType.REQUEST : type;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new BodyInputStream(body);
    }

    @Override
    public BufferedReader getReader() {
        String encoding = getCharacterEncoding();
        try {
            return new BufferedReader(new InputStreamReader(
                    getInputStream(), encoding == null ? StandardCharsets.ISO_8859_1.name() : encoding));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = getParameterValues(name);
        return values == null ? null : values[0];
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(getParameterMap().keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return getParameterMap().get(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters == null ? super.getParameterMap() : parameters;
    }

    private static final class BodyInputStream extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        BodyInputStream(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return bytes.read(into, from, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("Request body already read");
        }
    }
}
