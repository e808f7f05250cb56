package io.eligo.platform.connections;

import com.zaxxer.hikari.HikariDataSource;
import io.eligo.platform.threads.Executors;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;

/**
 * Connections of the comparisons of both read paths, apart from the main pool: a comparison never waits for the connection of a
 * request or a job, nor the reverse. The pool connects at the first comparison.
 */
@Component
public class ShadowConnections {
    private static final int TIMEOUT_SECONDS = 5;
    private static final int CONNECTION_TIMEOUT_MILLIS = 2_000;
    private static final int IDLE_TIMEOUT_MILLIS = 60_000;

    private final DataSource mainPool;
    private final DataSource shadowPool;
    private final JdbcClient jdbc;
    private final SnapshotReads oneSnapshot;

    ShadowConnections(
            DataSource mainPool,
            @Qualifier("shadowDataSource") DataSource shadowPool,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.mainPool = mainPool;
        this.shadowPool = shadowPool;
        this.jdbc = jdbc;
        this.oneSnapshot = new SnapshotReads(jdbc, transactions, TransactionDefinition.PROPAGATION_REQUIRED);
        oneSnapshot.setTimeout(TIMEOUT_SECONDS);
    }

    /**
     * Runs work whose statements and transactions on the main pool use one connection of this pool instead, in all modules. The
     * caller has no transaction.
     */
    public <T> T call(Supplier<T> work) {
        return PoolRedirect.call(mainPool, shadowPool, work);
    }

    /** Runs reads within {@link #call} in one snapshot of the database, read-only, for at most 5 seconds. */
    public <T> T inOneSnapshot(Supplier<T> reads) {
        return oneSnapshot.read(() -> {
            // Also for COPY, which no timeout of JDBC ends.
            jdbc.sql("SET LOCAL statement_timeout = " + TIMEOUT_SECONDS * 1_000).update();
            return reads.get();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class ShadowPoolConfiguration {
        // Not a default candidate, as the reserved pool.
        @Bean(defaultCandidate = false)
        static HikariDataSource shadowDataSource(JdbcConnectionDetails details, Environment environment) {
            HikariDataSource pool = SeparatePool.create("shadow", Executors.MAX_SHADOWS, details, environment);
            pool.setMinimumIdle(0);
            pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
            pool.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
            return pool;
        }
    }
}
