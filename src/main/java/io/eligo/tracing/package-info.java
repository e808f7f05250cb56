/**
 * Traces, by OpenTelemetry: the names of all spans, and how a trace continues from the transaction of a writer over the outbox
 * to the eviction and the next read. Off unless an endpoint is set: then the SDK is not loaded, and {@link
 * io.eligo.tracing.Spans} returns {@link io.eligo.tracing.TraceSpan#NONE}. Spans name no user. The module owns no table; the
 * modules whose rows have a trace parent own those columns.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "platform")
package io.eligo.tracing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
