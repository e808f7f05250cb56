package io.eligo.startup;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Explains PostgreSQL's errors to the operator who starts the application. */
final class DatabaseErrors {
    private static final String STARTING_UP = "57P03";
    private static final String SET_URL_ACTION =
            "Set SPRING_DATASOURCE_URL to a PostgreSQL that runs, jdbc:postgresql://HOST:PORT/DATABASE.";
    private static final String SET_USER_ACTION = "Set SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.";

    private DatabaseErrors() {}

    /** Whether the error ends by itself. */
    static boolean isTransient(SQLException e) {
        return STARTING_UP.equals(e.getSQLState());
    }

    static StartupFailure explain(SQLException e, JdbcAddress address, @Nullable String user) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String at = "PostgreSQL at " + address.server();
        return switch (state) {
            case "08001", "08006", "08004" ->
                new StartupFailure(
                        String.format(Locale.ROOT, "%s cannot be reached: %s.", at, reason(e)), SET_URL_ACTION);
            case "28P01", "28000" ->
                new StartupFailure(
                        String.format(Locale.ROOT, "%s refuses the user '%s': %s.", at, user, firstLine(e)),
                        SET_USER_ACTION);
            case "3D000" ->
                new StartupFailure(
                        String.format(Locale.ROOT, "%s has no database '%s'.", at, address.database()),
                        "Create it, or name another one in SPRING_DATASOURCE_URL.");
            case "42501" ->
                new StartupFailure(
                        String.format(Locale.ROOT, "%s denies the user '%s': %s.", at, user, firstLine(e)),
                        "Grant the user the right to connect, and make it the owner of the database.");
            case "53300" ->
                new StartupFailure(
                        String.format(Locale.ROOT, "%s takes no more connections: %s.", at, firstLine(e)),
                        "Raise its max_connections.");
            case STARTING_UP ->
                new StartupFailure(
                        String.format(Locale.ROOT, "%s does not finish starting: %s.", at, firstLine(e)),
                        "See the log of PostgreSQL.");
            default ->
                new StartupFailure(String.format(Locale.ROOT, "%s answers: %s.", at, firstLine(e)), SET_URL_ACTION);
        };
    }

    static String firstLine(SQLException e) {
        String line =
                String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static String reason(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the host is unknown";
            }
            if (cause instanceof SocketTimeoutException) {
                return "no answer in time";
            }
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
        }
        return firstLine(e);
    }
}
