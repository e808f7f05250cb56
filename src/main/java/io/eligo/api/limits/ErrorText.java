package io.eligo.api.limits;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Words that callers may have written themselves, to be told to them: no more than it takes to recognise what is meant, or a
 * hundred errors about one long name would make a large answer of a small request; and nothing that is no text in UTF-8.
 */
public final class ErrorText {
    private static final int MAX_LENGTH = 500;

    public static String sanitize(String text) {
        String some = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        // Half a surrogate pair, which JSON can escape, becomes a question mark.
        return new String(some.getBytes(UTF_8), UTF_8);
    }

    private ErrorText() {}
}
