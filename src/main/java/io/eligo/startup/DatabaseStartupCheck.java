package io.eligo.startup;

import io.eligo.platform.connections.PoolSizes;
import io.eligo.platform.connections.ReservedConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Checks PostgreSQL as soon as its address is known: before the pool and the migrations, which would report the same problems
 * as stack traces.
 */
@Component
public final class DatabaseStartupCheck implements BeanPostProcessor {
    private final boolean migrates;
    private final int poolSize;
    private final boolean opensAllPools;

    DatabaseStartupCheck(Environment environment, ListableBeanFactory beans) {
        this.migrates = environment.getProperty("spring.liquibase.enabled", Boolean.class, true);
        this.poolSize = environment.getProperty(PoolSizes.MAIN_POOL_PROPERTY, Integer.class, 0);
        // A command such as migrate has a main pool of few connections, and no other one.
        this.opensAllPools = beans.getBeanNamesForType(ReservedConnections.class, false, false).length > 0;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof JdbcConnectionDetails details) {
            check(new DatabaseConnector(details));
        }
        return bean;
    }

    private void check(DatabaseConnector database) {
        JdbcAddress address = database.address();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            ConnectionPoolerCheck.check(connection, database::open, address);
            DatabaseCapabilities capabilities = readCapabilities(statement, address);
            if (opensAllPools && !ConnectionPoolerCheck.isPooled(connection)) {
                ConnectionLimitCheck.check(statement, poolSize, address);
            }
            if (capabilities.migrated()) {
                ChangelogCheck.check(statement, address);
            }
            if (!migrates) {
                PendingMigrationCheck.check(statement, capabilities.migrated(), address);
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
