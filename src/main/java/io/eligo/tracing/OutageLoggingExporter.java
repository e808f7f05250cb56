package io.eligo.tracing;

import io.eligo.platform.OutageLog;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs an outage of the collector once when it begins and once when it ends. The SDK exports on a thread of its own, and drops spans that
 * cannot be exported or exceed its queue: no request and no job waits for the collector.
 */
final class OutageLoggingExporter implements SpanExporter {
    private static final Logger log = LoggerFactory.getLogger(OutageLoggingExporter.class);

    private final SpanExporter exporter;
    private final OutageLog outage =
            new OutageLog(log, "Traces not exported, dropping them: {}", "Traces exported again after {} s");

    OutageLoggingExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result;
        try {
            result = exporter.export(spans);
        } catch (RuntimeException e) {
            result = CompletableResultCode.ofExceptionalFailure(e);
        }
        CompletableResultCode exported = result;
        return exported.whenComplete(() -> record(exported));
    }

    private void record(CompletableResultCode exported) {
        if (exported.isSuccess()) {
            outage.recordSuccess();
        } else {
            outage.recordFailure(failure(exported.getFailureThrowable()));
        }
    }

    /** The exception for an answer other than success has neither a message nor a cause. */
    private static Exception failure(@Nullable Throwable thrown) {
        if (thrown instanceof Exception exception && (thrown.getCause() != null || thrown.getMessage() != null)) {
            return exception;
        }
        return new IOException("the collector refused them");
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
