package io.eligo.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A span of any process in the format of the header {@code traceparent} of W3C Trace Context, version 00: {@code
 * 00-TRACE-SPAN-FLAGS}, in lower-case hexadecimal digits.
 */
public record TraceParent(String text) {
    public static final int LENGTH = 55;

    private static final int TRACE = 3;
    private static final int SPAN = TRACE + 32 + 1;
    private static final int FLAGS = SPAN + 16 + 1;

    public TraceParent {
        if (!isValid(text)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "trace parent '%.60s'; accepted: 00-32 digits-16 digits-2 digits, hexadecimal", text));
        }
    }

    /** Null if the text is null or no valid trace parent. */
    public static @Nullable TraceParent parse(@Nullable String text) {
        return text != null && isValid(text) ? new TraceParent(text) : null;
    }

    static TraceParent of(SpanContext span) {
        return new TraceParent("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex());
    }

    private static boolean isValid(String text) {
        return text.length() == LENGTH
                && text.startsWith("00-")
                && text.charAt(SPAN - 1) == '-'
                && text.charAt(FLAGS - 1) == '-'
                && TraceId.isValid(text.substring(TRACE, SPAN - 1))
                && SpanId.isValid(text.substring(SPAN, FLAGS - 1))
                && isHexDigit(text.charAt(FLAGS))
                && isHexDigit(text.charAt(FLAGS + 1));
    }

    private static boolean isHexDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    /** Whether its trace is recorded. */
    boolean isSampled() {
        return toSpanContext().isSampled();
    }

    SpanContext toSpanContext() {
        return SpanContext.createFromRemoteParent(
                text.substring(TRACE, SPAN - 1),
                text.substring(SPAN, FLAGS - 1),
                TraceFlags.fromHex(text, FLAGS),
                TraceState.getDefault());
    }
}
