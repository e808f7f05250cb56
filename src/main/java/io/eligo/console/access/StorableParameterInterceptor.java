package io.eligo.console.access;

import io.eligo.api.ClientError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.web.servlet.HandlerInterceptor;

/** Rejects parameters with characters that PostgreSQL cannot store, before a page passes them to a statement. */
final class StorableParameterInterceptor implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        parameters(request).forEach((name, values) -> {
            for (String value : values) {
                if (!isStorable(name) || !isStorable(value)) {
                    throw ClientError.badArgument(
                            isStorable(name) ? name : "a parameter's name",
                            "contains a character that cannot be stored");
                }
            }
        });
        return true;
    }

    private static Map<String, String[]> parameters(HttpServletRequest request) {
        try {
            return request.getParameterMap();
        } catch (IllegalStateException e) {
            // The container throws this for a malformed query string.
            throw ClientError.badRequest("The parameters cannot be read.");
        }
    }

    private static boolean isStorable(String text) {
        return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
