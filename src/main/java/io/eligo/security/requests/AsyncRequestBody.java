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

/** A body that is being received: by the container, which calls back when there is more of it, and not by a thread that waits. */
final class AsyncRequestBody {
    private static final int CHUNK_SIZE = 4096;

    private final ServletInputStream stream;
    private final long declaredLength;
    private final int maxBytes;
    private final ByteArrayOutputStream received;
    private final byte[] buffer;
    private volatile boolean timedOut;

    /** @param declaredLength as declared; negative where it is not */
    AsyncRequestBody(ServletInputStream stream, long length, int most) {
        this.stream = stream;
        this.declaredLength = length;
        this.maxBytes = most;
        // What is only announced takes no memory.
        int begin = (int) Math.min(length < 0 ? CHUNK_SIZE : length, CHUNK_SIZE);
        this.received = new ByteArrayOutputStream(begin);
        this.buffer = new byte[begin];
    }

    /** Takes what came together with the headers; whether that is all. Where no length is declared only the container knows. */
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

    /** Has the request dispatched again when the body is here, is too large, or is late. */
    void receiveAsync(AsyncContext request, Duration time, Runnable over) {
        request.setTimeout(time.toMillis());
        var completionListener = new CompletionListener(request, over);
        request.addListener(completionListener);
        stream.setReadListener(completionListener);
    }

    private final class CompletionListener implements ReadListener, AsyncListener {
        private final AsyncContext request;
        private final Runnable onCompletion;
        private final AtomicBoolean completed = new AtomicBoolean();

        CompletionListener(AsyncContext request, Runnable over) {
            this.request = request;
            this.onCompletion = over;
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

        /** The client has gone. */
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
            // Nobody begins anew what is awaited.
        }
    }
}
