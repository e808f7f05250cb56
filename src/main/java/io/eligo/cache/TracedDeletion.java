package io.eligo.cache;

import io.eligo.redis.Redis;
import io.eligo.tracing.SpanName;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceParent;
import io.eligo.tracing.TraceSpan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/**
 * Deletes the keys of an eviction. If its cause is traced, it records a span, and leaves a mark in the keys of some users, by which the
 * next read of such a user continues the trace. A mark is put only where no key is, so it replaces neither a value nor a lease.
 */
@Component
class TracedDeletion {
    private static final int MAX_MARKED_USERS = 100;
    private static final Duration MARK_LIFETIME = Duration.ofMinutes(1);

    private final Redis redis;
    private final Spans spans;

    TracedDeletion(Redis redis, Spans spans) {
        this.redis = redis;
        this.spans = spans;
    }

    /** Completes as {@link Redis#delete} does. */
    CompletableFuture<Void> start(PendingEviction eviction) {
        String serverId = eviction.namespace().serverId();
        List<byte[]> keys = eviction.keys();
        TraceSpan span =
                spans.continueTrace(eviction.cause(), SpanName.CACHE_EVICTION).attribute("eligo.users", keys.size());
        CompletableFuture<Void> deletion = redis.delete(serverId, keys);
        TraceParent trace = span.traceParent();
        if (trace == null) {
            return deletion;
        }
        // Proof R7.
        redis.putIfAbsent(
                serverId,
                keys.subList(0, Math.min(MAX_MARKED_USERS, keys.size())),
                Envelope.newMark(trace),
                MARK_LIFETIME);
        return deletion.whenComplete((done, error) -> {
            if (error != null) {
                span.fail("not acknowledged");
            }
            span.close();
        });
    }
}
