package io.eligo.report.prometheus;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Explains in a few words why a server cannot be reached. */
final class ConnectionFailures {
    private static final int MAX_LENGTH = 200;

    private ConnectionFailures() {}

    static String describe(Throwable failure) {
        List<Throwable> causes = causes(failure);
        if (contains(causes, UnresolvedAddressException.class) || contains(causes, UnknownHostException.class)) {
            return "its host is unknown";
        }
        if (contains(causes, HttpConnectTimeoutException.class)) {
            return "no connection within 10 s";
        }
        if (contains(causes, ConnectException.class)) {
            return "connection refused";
        }
        Throwable last = causes.get(causes.size() - 1);
        return contains(causes, SSLException.class) ? "TLS failed: " + text(last) : text(last);
    }

    /** The outermost first. */
    private static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static boolean contains(List<Throwable> causes, Class<?> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = message.replaceAll("\\s+", " ");
        return line.substring(0, Math.min(line.length(), MAX_LENGTH));
    }
}
