package io.eligo.outbox;

import java.util.regex.Pattern;

/**
 * Names a committed change, so that a reader can wait for it: {@code v1.} followed by the number of the transaction
 * that made it. A client that writes with plain SQL gets its token with {@code SELECT 'v1.' || pg_current_xact_id()}
 * within the transaction.
 *
 * @param xid an {@code xid8}, from 1
 */
public record FreshnessToken(long xid) {
    private static final String VERSION = "v1.";
    private static final Pattern PATTERN = Pattern.compile("v1\\.([1-9]\\d{0,17})");

    /** @throws IllegalArgumentException if {@code text} does not have the form that {@link #text} returns */
    public static FreshnessToken parse(String text) {
        var form = PATTERN.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a freshness token; one looks like v1.12345");
        }
        return new FreshnessToken(Long.parseLong(form.group(1)));
    }

    public String text() {
        return VERSION + xid;
    }
}
