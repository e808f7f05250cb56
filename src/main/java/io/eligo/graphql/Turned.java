package io.eligo.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.http.HttpStatus;

/** A request that does not get past the door, with the answer that it gets instead. Not worth a stack trace. */
final class Turned extends RuntimeException {
    private final HttpStatus status;
    private final Map<String, Object> extensions = new LinkedHashMap<>();

    private Turned(HttpStatus status, ErrorType classification, String message) {
        super(message, null, false, false);
        this.status = status;
        extensions.put("classification", classification.name());
    }

    static Turned badRequest(String message) {
        return new Turned(HttpStatus.BAD_REQUEST, ErrorType.BAD_REQUEST, message);
    }

    static Turned tooLarge(String message) {
        return new Turned(HttpStatus.CONTENT_TOO_LARGE, ErrorType.BAD_REQUEST, message);
    }

    static Turned unsupported(String message) {
        return new Turned(HttpStatus.UNSUPPORTED_MEDIA_TYPE, ErrorType.BAD_REQUEST, message);
    }

    static Turned otherMethod() {
        return new Turned(HttpStatus.METHOD_NOT_ALLOWED, ErrorType.BAD_REQUEST, "requests are sent with POST");
    }

    /** As clients that send hashes expect it, which then send the document: with status 200. */
    static Turned persistedQuery(String message, String code) {
        return new Turned(HttpStatus.OK, ErrorType.NOT_FOUND, message).with("code", code);
    }

    static Turned notFound(String message) {
        return new Turned(HttpStatus.BAD_REQUEST, ErrorType.NOT_FOUND, message);
    }

    Turned with(String extension, String value) {
        extensions.put(extension, value);
        return this;
    }

    HttpStatus status() {
        return status;
    }

    Map<String, Object> answer() {
        return Map.of("errors", List.of(Map.of("message", String.valueOf(getMessage()), "extensions", extensions)));
    }
}
