package io.eligo.platform.connections;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Connections outside the main pool, for the refresh of the readers' catalogue, the poll of the rollout switch, its measurements and
 * triggers, the heartbeat and the renewal of leases. Each of the five takes one connection at a time, so none waits for requests, jobs
 * or another one. No other component may use them. A caller's transaction on the main pool does not extend to them.
 */
@Component
public class ReservedConnections {
    static final int POOL_SIZE = 5;

    private final DataSource mainPool;
    private final DataSource pool;
    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactions;

    ReservedConnections(DataSource mainPool, @Qualifier("reservedDataSource") DataSource pool) {
        this.mainPool = mainPool;
        this.pool = pool;
        this.jdbc = JdbcClient.create(pool);
        this.transactions = new JdbcTransactionManager(pool);
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    /** Runs work whose statements and transactions on the main pool use one of these connections instead, in all modules. */
    public void run(Runnable work) {
        PoolRedirect.call(mainPool, pool, () -> {
            work.run();
            return true;
        });
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
            return SeparatePool.create("reserved", POOL_SIZE, details, environment);
        }
    }
}
