package io.eligo.security;

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
final class AwaitedBody {
    private static final int PIECE = 4096;

    private final ServletInputStream stream;
    private final long length;
    private final int most;
    private final ByteArrayOutputStream received;
    private final byte[] piece;
    private volatile boolean late;

    /** @param length as declared; negative where it is not */
    AwaitedBody(ServletInputStream stream, long length, int most) {
        this.stream = stream;
        this.length = length;
        this.most = most;
        // What is only announced takes no memory.
        int begin = (int) Math.min(length < 0 ? PIECE : length, PIECE);
        this.received = new ByteArrayOutputStream(begin);
        this.piece = new byte[begin];
    }

    /** Takes what came together with the headers; whether that is all. Where no length is declared only the container knows. */
    boolean takeWhatIsHere() throws IOException {
        while (received.size() < length && stream.available() > 0) {
            take();
        }
        return received.size() == length;
    }

    private int take() throws IOException {
        int taken = stream.read(piece, 0, (int) Math.min(piece.length, most + 1L - received.size()));
        received.write(piece, 0, Math.max(0, taken));
        return taken;
    }

    boolean isTooLarge() {
        return received.size() > most;
    }

    boolean isLate() {
        return late;
    }

    byte[] bytes() {
        return received.toByteArray();
    }

    /** Has the request dispatched again when the body is here, is too large, or is late. */
    void await(AsyncContext request, Duration time, Runnable over) {
        request.setTimeout(time.toMillis());
        var end = new End(request, over);
        request.addListener(end);
        stream.setReadListener(end);
    }

    private final class End implements ReadListener, AsyncListener {
        private final AsyncContext request;
        private final Runnable over;
        private final AtomicBoolean ended = new AtomicBoolean();

        End(AsyncContext request, Runnable over) {
            this.request = request;
            this.over = over;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (!isTooLarge() && stream.isReady()) {
                if (take() < 0) {
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
            late = true;
            dispatch();
        }

        private void dispatch() {
            if (end()) {
                request.dispatch();
            }
        }

        /** The client has gone. */
        @Override
        public void onError(Throwable failure) {
            if (end()) {
                request.complete();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            onError(event.getThrowable());
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        private boolean end() {
            boolean first = ended.compareAndSet(false, true);
            if (first) {
                over.run();
            }
            return first;
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody begins anew what is awaited.
        }
    }
}
