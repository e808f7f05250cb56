package io.eligo.api.documents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.http.HttpStatus;

/** A request that is rejected before execution, with its HTTP response. It has no stack trace. */
public final class RejectedRequest extends RuntimeException {
    private final HttpStatus status;
    private final Map<String, Object> extensions = new LinkedHashMap<>();

    private RejectedRequest(HttpStatus status, ErrorType classification, String message) {
        super(message, null, false, false);
        this.status = status;
        extensions.put("classification", classification.name());
    }

    public static RejectedRequest badRequest(String message) {
        return new RejectedRequest(HttpStatus.BAD_REQUEST, ErrorType.BAD_REQUEST, message);
    }

    static RejectedRequest tooLarge(String message) {
        return new RejectedRequest(HttpStatus.CONTENT_TOO_LARGE, ErrorType.BAD_REQUEST, message);
    }

    public static RejectedRequest unsupportedMediaType(String message) {
        return new RejectedRequest(HttpStatus.UNSUPPORTED_MEDIA_TYPE, ErrorType.BAD_REQUEST, message);
    }

    public static RejectedRequest methodNotAllowed() {
        return new RejectedRequest(HttpStatus.METHOD_NOT_ALLOWED, ErrorType.BAD_REQUEST, "requests are sent with POST");
    }

    /** The response that clients of persisted queries expect, with status 200: they then send the document. */
    static RejectedRequest persistedQueryError(String message, String code) {
        return new RejectedRequest(HttpStatus.OK, ErrorType.NOT_FOUND, message).withExtension("code", code);
    }

    static RejectedRequest notFound(String message) {
        return new RejectedRequest(HttpStatus.BAD_REQUEST, ErrorType.NOT_FOUND, message);
    }

    public RejectedRequest withExtension(String extension, String value) {
        extensions.put(extension, value);
        return this;
    }

    /** Null if the response has no such extension. */
    public @Nullable Object extension(String name) {
        return extensions.get(name);
    }

    public HttpStatus status() {
        return status;
    }

    public Map<String, Object> toResponseBody() {
        return Map.of("errors", List.of(Map.of("message", String.valueOf(getMessage()), "extensions", extensions)));
    }
}
