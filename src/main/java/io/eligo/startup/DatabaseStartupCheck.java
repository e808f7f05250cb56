package io.eligo.startup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Checks PostgreSQL as soon as its address is known: before the pool and the migrations, which would report the same problems
 * as stack traces.
 */
@Component
class DatabaseStartupCheck implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof JdbcConnectionDetails details) {
            check(new DatabaseConnector(details));
        }
        return bean;
    }

    private static void check(DatabaseConnector database) {
        JdbcAddress address = database.address();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            ConnectionPoolerCheck.check(connection, database::open, address);
            if (readCapabilities(statement, address).migrated()) {
                ChangelogCheck.check(statement, address);
            }
            ExistingTablesCheck.check(statement, address);
        } catch (SQLException e) {
            throw database.explain(e);
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
}
