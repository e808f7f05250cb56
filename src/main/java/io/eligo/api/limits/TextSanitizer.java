package io.eligo.api.limits;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Sanitizes text of the caller for error messages. The text is truncated, because a hundred errors about one long name would
 * turn a small request into a large response. Text that is not valid in UTF-8 is replaced.
 */
public final class TextSanitizer {
    private static final int MAX_LENGTH = 500;

    public static String sanitize(String text) {
        String truncated = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        // A lone surrogate, which JSON can escape, becomes a question mark.
        return new String(truncated.getBytes(UTF_8), UTF_8);
    }

    private TextSanitizer() {}
}
