package io.eligo.platform;

import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Lets a thread use a connection of one pool where its statements and transactions ask another pool. */
final class ReplacedConnection {
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

    private ReplacedConnection() {}
}
