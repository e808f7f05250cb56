package io.eligo.tracing;

import java.time.Instant;

/**
 * Events of the outbox that have waited for a run.
 *
 * @param trace the span of their writer
 * @param createdAt when the first was written
 */
public record TracedEvent(TraceParent trace, Instant createdAt) {}
