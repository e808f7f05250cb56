package io.eligo.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Starts spans. Every method returns {@link TraceSpan#NONE}, without an allocation, if tracing is off or the trace is not recorded. Whether it is
 * recorded is decided where it begins: by the caller or the writer that passes its trace parent, otherwise by chance.
 */
@Component
public class Spans {
    /** The maximum number of traces that one span continues: the first as its parent, the others by links. */
    public static final int MAX_TRACES = 32;

    private final @Nullable Tracer tracer;
    private final double probability;

    Spans(ObjectProvider<Tracer> tracer, Environment environment) {
        this.tracer = TracingSwitch.isOn(environment) ? tracer.getObject() : null;
        this.probability = environment.getRequiredProperty("management.tracing.sampling.probability", Double.class);
    }

    public boolean isOn() {
        return tracer != null;
    }

    /** An active span within the current span of this thread. */
    public TraceSpan start(SpanName name) {
        Tracer on = tracer;
        return on != null && Span.current().isRecording()
                ? TraceSpan.of(on.spanBuilder(name.text()).startSpan()).activate()
                : TraceSpan.NONE;
    }

    /** An active span within the current span of this thread, or of a new trace. */
    public TraceSpan startOrBegin(SpanName name) {
        Tracer on = tracer;
        return on != null && (Span.current().isRecording() || isChosen())
                ? TraceSpan.of(on.spanBuilder(name.text()).startSpan()).activate()
                : TraceSpan.NONE;
    }

    /**
     * An active span of a request.
     *
     * @param traceParent the caller's header; an invalid one is ignored
     */
    public TraceSpan startRequest(@Nullable String traceParent) {
        Tracer on = tracer;
        if (on == null) {
            return TraceSpan.NONE;
        }
        TraceParent caller = TraceParent.parse(traceParent);
        if (caller == null ? !isChosen() : !caller.isSampled()) {
            return TraceSpan.NONE;
        }
        SpanBuilder builder = on.spanBuilder(SpanName.REQUEST.text())
                .setSpanKind(SpanKind.SERVER)
                .setParent(caller == null ? Context.root() : remote(caller));
        return TraceSpan.of(builder.startSpan()).activate();
    }

    /** A span of another thread's or process's trace, with a link to the current span of this thread. Not active. */
    public TraceSpan continueTrace(@Nullable TraceParent parent, SpanName name) {
        Tracer on = tracer;
        return on != null && parent != null && parent.isSampled()
                ? TraceSpan.of(linked(on.spanBuilder(name.text()))
                        .setParent(remote(parent))
                        .startSpan())
                : TraceSpan.NONE;
    }

    /** An active span within {@code parent}, with a link to the current span of this thread. */
    public TraceSpan startWithin(TraceSpan parent, SpanName name) {
        Tracer on = tracer;
        Span span = parent.span();
        return on != null && span != null
                ? TraceSpan.of(linked(on.spanBuilder(name.text()))
                                .setParent(Context.root().with(span))
                                .startSpan())
                        .activate()
                : TraceSpan.NONE;
    }

    /**
     * The span of a lease on events, and for each trace of their writers a span of the time that the events have waited. The lease
     * continues the first trace; the others are linked with it, in both directions. Not active.
     */
    public TraceSpan startLease(List<TracedEvent> events) {
        Tracer on = tracer;
        if (on == null || events.isEmpty()) {
            return TraceSpan.NONE;
        }
        Instant now = Instant.now();
        List<Span> waits = events.stream()
                .filter(event -> event.trace().isSampled())
                .limit(MAX_TRACES)
                .map(event -> startWait(on, event, now))
                .toList();
        if (waits.isEmpty()) {
            return TraceSpan.NONE;
        }
        Span lease = startLease(on, waits);
        waits.forEach(wait -> wait.end(now));
        return TraceSpan.of(lease);
    }

    private static Span startWait(Tracer tracer, TracedEvent event, Instant leasedAt) {
        // The clock of PostgreSQL may be ahead of this node's.
        Instant start = event.createdAt().isBefore(leasedAt) ? event.createdAt() : leasedAt;
        return tracer.spanBuilder(SpanName.OUTBOX_EVENT.text())
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(remote(event.trace()))
                .setStartTimestamp(start)
                .startSpan();
    }

    private static Span startLease(Tracer tracer, List<Span> waits) {
        SpanBuilder builder = tracer.spanBuilder(SpanName.OUTBOX_LEASE.text())
                .setParent(Context.root().with(waits.get(0)));
        List<Span> others = waits.subList(1, waits.size());
        others.forEach(wait -> builder.addLink(wait.getSpanContext()));
        Span lease = builder.startSpan();
        others.forEach(wait -> wait.addLink(lease.getSpanContext()));
        return lease;
    }

    /** The current span of this thread; null if none is recorded. */
    public @Nullable TraceParent current() {
        if (tracer == null) {
            return null;
        }
        Span current = Span.current();
        return current.isRecording() ? TraceParent.of(current.getSpanContext()) : null;
    }

    /** The task with the current span of this thread, for another thread. */
    public Runnable propagate(Runnable task) {
        return tracer == null ? task : Context.current().wrap(task);
    }

    private boolean isChosen() {
        return ThreadLocalRandom.current().nextDouble() < probability;
    }

    private static SpanBuilder linked(SpanBuilder builder) {
        SpanContext current = Span.current().getSpanContext();
        return Span.current().isRecording() ? builder.addLink(current) : builder;
    }

    private static Context remote(TraceParent parent) {
        return Context.root().with(Span.wrap(parent.toSpanContext()));
    }
}
