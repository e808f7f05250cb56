package io.eligo.startup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Opens connections to PostgreSQL where there is no pool yet, and says in one sentence why that fails. */
public final class DatabaseConnector {
    private static final Logger log = LoggerFactory.getLogger(DatabaseConnector.class);
    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final String CONNECT_TIMEOUT_SECONDS = "5";
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

    private final JdbcConnectionDetails details;
    private final String url;
    private final JdbcAddress address;

    /** @throws StartupFailure if no URL is set, or it is not one of PostgreSQL */
    public DatabaseConnector(JdbcConnectionDetails details) {
        this.details = details;
        this.url = url(details);
        this.address = JdbcAddress.of(url);
    }

    /**
     * Opens a connection, and checks the settings of its session. Waits while PostgreSQL starts.
     *
     * @param socketTimeout a statement that gets no answer for this time fails
     * @throws StartupFailure if PostgreSQL refuses it, cannot be reached, or Eligo cannot work in such a session
     */
    public Connection connect(Duration socketTimeout) {
        try {
            return checked(open(socketTimeout));
        } catch (SQLException e) {
            throw explain(e);
        }
    }

    /** Host and port of the server, for messages. */
    public String server() {
        return address.server();
    }

    JdbcAddress address() {
        return address;
    }

    StartupFailure explain(SQLException e) {
        return DatabaseErrors.explain(e, address, details.getUsername());
    }

    Connection open() throws SQLException {
        return open(SOCKET_TIMEOUT);
    }

    Connection connect() {
        return connect(SOCKET_TIMEOUT);
    }

    private Connection open(Duration socketTimeout) throws SQLException {
        var properties = new Properties();
        put(properties, "user", details.getUsername());
        put(properties, "password", details.getPassword());
        put(properties, "connectTimeout", CONNECT_TIMEOUT_SECONDS);
        put(properties, "socketTimeout", String.valueOf(socketTimeout.toSeconds()));
        long deadline = System.nanoTime() + STARTUP_TIMEOUT.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(url, properties);
            } catch (SQLException e) {
                if (!DatabaseErrors.isTransient(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                log.info("PostgreSQL at {} not ready yet, retrying: {}", address.server(), DatabaseErrors.firstLine(e));
                pause();
            }
        }
    }

    private Connection checked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(SessionSettings.QUERY)) {
            answer.next();
            SessionSettings.of(answer).check(address);
            return connection;
        } catch (SQLException | StartupFailure e) {
            connection.close();
            throw e;
        }
    }

    private static String url(JdbcConnectionDetails details) {
        try {
            return details.getJdbcUrl();
        } catch (RuntimeException e) {
            // Without a URL, Spring Boot looks for an embedded database and finds none.
            throw new StartupFailure(
                    "No database is set.",
                    "Set SPRING_DATASOURCE_URL (jdbc:postgresql://HOST:PORT/DATABASE), SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.");
        }
    }

    private static void put(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_DELAY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for PostgreSQL", e);
        }
    }
}
