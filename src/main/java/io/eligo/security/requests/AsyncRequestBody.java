package io.eligo.security.requests;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body that is received asynchronously: the container calls back when more of it arrives, and no thread waits. */
final class AsyncRequestBody {
    private static final int CHUNK_SIZE = 4096;

    private final ServletInputStream stream;
    private final long declaredLength;
    private final int maxBytes;
    private final ByteArrayOutputStream received;
    private final byte[] buffer;
    private volatile boolean timedOut;

    /** @param declaredLength in bytes; negative if none is declared */
    AsyncRequestBody(ServletInputStream stream, long declaredLength, int maxBytes) {
        this.stream = stream;
        this.declaredLength = declaredLength;
        this.maxBytes = maxBytes;
        // Memory is not allocated by the declared length, but as bytes arrive.
        int initialSize = (int) Math.min(declaredLength < 0 ? CHUNK_SIZE : declaredLength, CHUNK_SIZE);
        this.received = new ByteArrayOutputStream(initialSize);
        this.buffer = new byte[initialSize];
    }

    /**
     * Reads the bytes that arrived with the headers; returns whether the body is complete. Without a declared length only the
     * container knows that.
     */
    boolean readAvailable() throws IOException {
        while (received.size() < declaredLength && stream.available() > 0) {
            readChunk();
        }
        return received.size() == declaredLength;
    }

    private int readChunk() throws IOException {
        int taken = stream.read(buffer, 0, (int) Math.min(buffer.length, maxBytes + 1L - received.size()));
        received.write(buffer, 0, Math.max(0, taken));
        return taken;
    }

    boolean isTooLarge() {
        return received.size() > maxBytes;
    }

    boolean isTimedOut() {
        return timedOut;
    }

    byte[] bytes() {
        return received.toByteArray();
    }

    /** Dispatches the request again when the body is complete, too large or late. */
    void receiveAsync(AsyncContext request, Duration timeout, Runnable onCompletion) {
        request.setTimeout(timeout.toMillis());
        var completionListener = new CompletionListener(request, onCompletion);
        request.addListener(completionListener);
        stream.setReadListener(completionListener);
    }

    private final class CompletionListener implements ReadListener, AsyncListener {
        private final AsyncContext request;
        private final Runnable onCompletion;
        private final AtomicBoolean completed = new AtomicBoolean();

        CompletionListener(AsyncContext request, Runnable onCompletion) {
            this.request = request;
            this.onCompletion = onCompletion;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (!isTooLarge() && stream.isReady()) {
                if (readChunk() < 0) {
                    return;
                }
            }
            if (isTooLarge()) {
                dispatch();
            }
        }

        @Override
        public void onAllDataRead() {
            dispatch();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            timedOut = true;
            dispatch();
        }

        private void dispatch() {
            if (completeOnce()) {
                request.dispatch();
            }
        }

        /** The client has disconnected. */
        @Override
        public void onError(Throwable failure) {
            if (completeOnce()) {
                request.complete();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            onError(event.getThrowable());
        }

        @Override
        public void onComplete(AsyncEvent event) {
            completeOnce();
        }

        private boolean completeOnce() {
            boolean first = completed.compareAndSet(false, true);
            if (first) {
                onCompletion.run();
            }
            return first;
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Does not occur: the awaited request is not started again.
        }
    }
}
