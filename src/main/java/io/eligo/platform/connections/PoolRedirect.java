package io.eligo.platform.connections;

import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Runs work on a connection of one pool, although its statements and transactions ask another pool. */
final class PoolRedirect {
    /** @param mainPool the pool that the work asks; the caller has no transaction on it */
    static <T> T call(DataSource mainPool, DataSource usedPool, Supplier<T> work) {
        Connection connection = DataSourceUtils.getConnection(usedPool);
        try {
            TransactionSynchronizationManager.bindResource(mainPool, new ConnectionHolder(connection));
            try {
                return work.get();
            } finally {
                TransactionSynchronizationManager.unbindResource(mainPool);
            }
        } finally {
            DataSourceUtils.releaseConnection(connection, usedPool);
        }
    }

    private PoolRedirect() {}
}
