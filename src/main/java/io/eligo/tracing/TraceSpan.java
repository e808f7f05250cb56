package io.eligo.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/** A span, or {@link #NONE}, which records nothing. An active span is the current one of its thread until it is closed, by that thread. */
public final class TraceSpan implements AutoCloseable {
    public static final TraceSpan NONE = new TraceSpan(null, null);

    private final @Nullable Span span;
    private final @Nullable Scope scope;

    private TraceSpan(@Nullable Span span, @Nullable Scope scope) {
        this.span = span;
        this.scope = scope;
    }

    static TraceSpan of(Span span) {
        return new TraceSpan(span, null);
    }

    /** Makes it the current span of this thread. Only the returned one is closed. */
    public TraceSpan activate() {
        return span == null ? NONE : new TraceSpan(span, span.makeCurrent());
    }

    public boolean isRecording() {
        return span != null;
    }

    public TraceSpan attribute(String name, String value) {
        if (span != null) {
            span.setAttribute(name, value);
        }
        return this;
    }

    public TraceSpan attribute(String name, long value) {
        if (span != null) {
            span.setAttribute(name, value);
        }
        return this;
    }

    /** @param error a text that names no user */
    public void fail(String error) {
        if (span != null) {
            span.setStatus(StatusCode.ERROR, error);
        }
    }

    /** Null if it records nothing. */
    public @Nullable TraceParent traceParent() {
        return span == null ? null : TraceParent.of(span.getSpanContext());
    }

    @Nullable
    Span span() {
        return span;
    }

    @Override
    public void close() {
        if (scope != null) {
            scope.close();
        }
        if (span != null) {
            span.end();
        }
    }
}
