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
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Checks PostgreSQL as soon as its address is known: before the pool and the migrations, which would report the same problems
 * as stack traces.
 */
@Component
class DatabaseStartupCheck implements BeanPostProcessor {
    private static final Logger log = LoggerFactory.getLogger(DatabaseStartupCheck.class);
    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final String CONNECT_TIMEOUT_SECONDS = "5";
    private static final String SOCKET_TIMEOUT_SECONDS = "10";

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof JdbcConnectionDetails details) {
            check(details);
        }
        return bean;
    }

    private static void check(JdbcConnectionDetails details) {
        String url = url(details);
        JdbcAddress address = JdbcAddress.of(url);
        try (Connection connection = connect(url, details, address);
                Statement statement = connection.createStatement()) {
            ConnectionPoolerCheck.check(connection, () -> connect(url, details, address), address);
            try (ResultSet answer = statement.executeQuery(SessionSettings.QUERY)) {
                answer.next();
                SessionSettings.of(answer).check(address);
            }
            if (readCapabilities(statement, address).migrated()) {
                ChangelogCheck.check(statement, address);
            }
        } catch (SQLException e) {
            throw DatabaseErrors.explain(e, address, details.getUsername());
        }
    }

    private static DatabaseCapabilities readCapabilities(Statement statement, JdbcAddress address) throws SQLException {
        try (ResultSet answer = statement.executeQuery(DatabaseCapabilities.QUERY)) {
            answer.next();
            DatabaseCapabilities capabilities = DatabaseCapabilities.of(answer);
            capabilities.check(address);
            return capabilities;
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

    private static Connection connect(String url, JdbcConnectionDetails details, JdbcAddress address)
            throws SQLException {
        var properties = new Properties();
        put(properties, "user", details.getUsername());
        put(properties, "password", details.getPassword());
        put(properties, "connectTimeout", CONNECT_TIMEOUT_SECONDS);
        put(properties, "socketTimeout", SOCKET_TIMEOUT_SECONDS);
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
