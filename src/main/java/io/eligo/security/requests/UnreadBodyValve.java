package io.eligo.security.requests;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connection of a client that was answered before it had sent its whole request. Tomcat would read the rest, up to
 * 2 MB, in the request's thread, however slowly it arrives. A client that sends promptly gets a short time to finish, so that
 * it reads the answer instead of a reset connection.
 */
public final class UnreadBodyValve extends ValveBase {
    private static final int DRAIN_MILLIS = 100;
    private static final int POLL_MILLIS = 2;
    private static final int MAX_DRAINED_BYTES = 64 * 1024;

    private final Semaphore drainPermits;

    /** @param drainPermits number of threads that may wait for such clients at once */
    public UnreadBodyValve(int drainPermits) {
        super(true);
        this.drainPermits = new Semaphore(drainPermits);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        try {
            getNext().invoke(request, response);
        } finally {
            if (!request.isAsync() && !request.isFinished()) {
                closeConnection(request, response);
            }
        }
    }

    private void closeConnection(Request request, Response response) {
        // For a chunked body it is unknown whether a read blocks; a body that was awaited once is late.
        boolean readable =
                request.getContentLengthLong() > 0 && request.getCoyoteRequest().getReadListener() == null;
        try {
            if (readable && drainWithin(0, request)) {
                return;
            }
            // Sent before the connection is closed: Tomcat takes the close for an error and would answer with its
            // error page instead.
            response.finishResponse();
            if (readable && drainPermits.tryAcquire()) {
                drainRemainder(request);
            }
        } catch (IOException e) {
            getContainer()
                    .getLogger()
                    .debug("Client disconnected before it had sent its request and read the answer", e);
        } finally {
            if (!request.isFinished()) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
                // Tomcat marks the response as failed and would send an asynchronous request to an error page
                // as well.
                response.resetError();
            }
        }
    }

    private void drainRemainder(Request request) throws IOException {
        try {
            drainWithin(DRAIN_MILLIS, request);
        } finally {
            drainPermits.release();
        }
    }

    private static boolean drainWithin(int milliseconds, Request request) throws IOException {
        var discardingHandler = new DiscardingHandler();
        int waited = 0;
        for (int read = 0; read < MAX_DRAINED_BYTES && !request.isFinished(); ) {
            if (hasAvailableBytes(request)) {
                // Not through the request's stream, which may have been closed.
                int more = request.getCoyoteRequest().doRead(discardingHandler);
                if (more < 0) {
                    return false;
                }
                read += more;
            } else if (waited < milliseconds) {
                waited += POLL_MILLIS;
                pause();
            } else {
                return false;
            }
        }
        return request.isFinished();
    }

    private static boolean hasAvailableBytes(Request request) {
        request.getCoyoteRequest().action(ActionCode.AVAILABLE, Boolean.TRUE);
        return request.getCoyoteRequest().getAvailable() > 0;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class DiscardingHandler implements ApplicationBufferHandler {
        private @Nullable ByteBuffer bytes;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes = buffer;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return bytes;
        }

        @Override
        public void expand(int size) {
            // The bytes are discarded.
        }
    }
}
