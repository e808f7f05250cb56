package io.eligo.api.documents;

import io.eligo.api.limits.LimitSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads request bodies up to the configured size. */
@Component
public final class RequestBodyReader {
    private final JsonMapper json;
    private final DataSize maxSize;

    RequestBodyReader(JsonMapper json, LimitSettings limits) {
        this.json = json;
        this.maxSize = limits.bodySize();
    }

    /**
     * The body as a JSON object. The caller may modify the map.
     *
     * @throws RejectedRequest if the body is too large, not a JSON object, or a batch of requests
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> read(HttpServletRequest request) {
        Object body = parse(readBytes(request));
        if (body instanceof List<?>) {
            throw RejectedRequest.badRequest("batches are not supported: send one request per body")
                    .withExtension("limit", "batch");
        }
        if (!(body instanceof Map<?, ?>)) {
            throw invalidBody();
        }
        // Keys of JSON objects are strings.
        return (Map<String, Object>) body;
    }

    public static RejectedRequest invalidBody() {
        return RejectedRequest.badRequest("the body must be a JSON object with the document as string \"query\"");
    }

    private byte[] readBytes(HttpServletRequest request) {
        // A body that declares a larger size is not read.
        if (request.getContentLengthLong() > maxSize.toBytes()) {
            throw tooLarge();
        }
        try {
            byte[] bytes = request.getInputStream().readNBytes((int) maxSize.toBytes() + 1);
            if (bytes.length > maxSize.toBytes()) {
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            throw invalidBody();
        }
    }

    private RejectedRequest tooLarge() {
        return RejectedRequest.tooLarge(
                        String.format(Locale.ROOT, "the body has more than %d bytes", maxSize.toBytes()))
                .withExtension("limit", "body-size");
    }

    private @Nullable Object parse(byte[] bytes) {
        try {
            return json.readValue(bytes, Object.class);
        } catch (JacksonException | NumberFormatException e) {
            // NumberFormatException: an exponent exceeds the range of BigDecimal.
            throw invalidBody();
        }
    }
}
