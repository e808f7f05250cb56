package io.eligo.platform;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Connections outside the main pool, for the refresh of the readers' catalogue, the poll of the rollout switch, the heartbeat and
 * the renewal of leases. Each of the four takes one connection at a time, so none waits for requests, jobs or another one. No
 * other component may use them. A caller's transaction on the main pool does not extend to them.
 */
@Component
public class ReservedConnections {
    private static final int POOL_SIZE = 4;
    // Without a socket timeout, a database host that disappears without closing the connection blocks a statement for
    // as long as TCP retries: a quarter of an hour.
    private static final String SOCKET_TIMEOUT_SECONDS = "30";

    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactions;

    ReservedConnections(@Qualifier("reservedDataSource") DataSource pool) {
        this.jdbc = JdbcClient.create(pool);
        this.transactions = new JdbcTransactionManager(pool);
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public PlatformTransactionManager transactions() {
        return transactions;
    }

    @Configuration(proxyBeanMethods = false)
    static class ReservedPoolConfiguration {
        // Not a default candidate: the injection of a DataSource, in Spring Boot's own configuration too, gets the
        // main pool.
        @Bean(defaultCandidate = false)
        static HikariDataSource reservedDataSource(JdbcConnectionDetails details, Environment environment) {
            HikariDataSource pool = DataSourceBuilder.create()
                    .type(HikariDataSource.class)
                    .driverClassName(details.getDriverClassName())
                    .url(details.getJdbcUrl())
                    .username(details.getUsername())
                    .password(details.getPassword())
                    .build();
            Binder.get(environment).bind("spring.datasource.hikari", Bindable.ofInstance(pool));
            pool.setPoolName("reserved");
            pool.setMinimumIdle(Math.min(pool.getMinimumIdle() < 0 ? POOL_SIZE : pool.getMinimumIdle(), POOL_SIZE));
            pool.setMaximumPoolSize(POOL_SIZE);
            pool.getDataSourceProperties().putIfAbsent("socketTimeout", SOCKET_TIMEOUT_SECONDS);
            return pool;
        }
    }
}
