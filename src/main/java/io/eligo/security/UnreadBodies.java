package io.eligo.security;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Ends the connection of a client that was answered before it had sent all. Tomcat would read the rest, up to 2 MB, with the
 * request's thread, however slowly it comes. A client that sends at once is given a moment, so that it reads the answer instead
 * of a reset connection.
 */
final class UnreadBodies extends ValveBase {
    private static final int MOMENT = 100;
    private static final int MOST = 64 * 1024;

    private final Semaphore patient;

    /** @param patient threads that give clients that moment, at once */
    UnreadBodies(int patient) {
        super(true);
        this.patient = new Semaphore(patient);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        try {
            getNext().invoke(request, response);
        } finally {
            if (!request.isAsync() && !request.isFinished()) {
                end(request, response);
            }
        }
    }

    private void end(Request request, Response response) throws IOException {
        if (request.getCoyoteRequest().getReadListener() == null
                && request.getContentLengthLong() > 0
                && patient.tryAcquire()) {
            try {
                response.finishResponse();
                discard(request);
            } finally {
                patient.release();
            }
        }
        if (!request.isFinished()) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static void discard(Request request) throws IOException {
        var piece = new byte[4096];
        for (int waited = 0, read = 0; waited < MOMENT && read < MOST && !request.isFinished(); ) {
            if (isMoreHere(request)) {
                read += Math.max(1, request.getStream().read(piece));
            } else {
                waited += 2;
                pause();
            }
        }
    }

    private static boolean isMoreHere(Request request) {
        request.getCoyoteRequest().action(ActionCode.AVAILABLE, Boolean.TRUE);
        return request.getCoyoteRequest().getAvailable() > 0;
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
