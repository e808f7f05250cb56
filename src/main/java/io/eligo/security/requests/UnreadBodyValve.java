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
 * Ends the connection of a client that was answered before it had sent all. Tomcat would read the rest, up to 2 MB, with the
 * request's thread, however slowly it comes. A client that sends at once is given a moment, so that it reads the answer instead
 * of a reset connection.
 */
public final class UnreadBodyValve extends ValveBase {
    private static final int DRAIN_MILLIS = 100;
    private static final int POLL_MILLIS = 2;
    private static final int MAX_DRAINED_BYTES = 64 * 1024;

    private final Semaphore drainPermits;

    /** @param drainPermits threads that give clients that moment, at once */
    public UnreadBodyValve(int patient) {
        super(true);
        this.drainPermits = new Semaphore(patient);
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
        // Of chunks it cannot be told whether reading one waits; and what was awaited once is late.
        boolean readable =
                request.getContentLengthLong() > 0 && request.getCoyoteRequest().getReadListener() == null;
        try {
            if (readable && drainWithin(0, request)) {
                return;
            }
            // Before the connection is given up: Tomcat takes that for an error and would answer with its page instead.
            response.finishResponse();
            if (readable && drainPermits.tryAcquire()) {
                drainRemainder(request);
            }
        } catch (IOException e) {
            getContainer().getLogger().debug("Client gone before it had sent all and read its answer", e);
        } finally {
            if (!request.isFinished()) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
                // Tomcat marks the response as failed, and would send an asynchronous request to an error page as well.
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
            // Nothing is kept.
        }
    }
}
