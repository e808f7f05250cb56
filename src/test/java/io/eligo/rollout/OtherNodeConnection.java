package io.eligo.rollout;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** The one connection of another node, which a test ends as {@code kill -9} of the node would. */
public final class OtherNodeConnection implements AutoCloseable {
    private final SingleConnectionDataSource dataSource;
    private final int pid;

    public OtherNodeConnection(JdbcConnectionDetails database) {
        dataSource = new SingleConnectionDataSource(
                database.getJdbcUrl(),
                String.valueOf(database.getUsername()),
                String.valueOf(database.getPassword()),
                true);
        pid = jdbc().sql("SELECT pg_backend_pid()").query(Integer.class).single();
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    public PlatformTransactionManager transactions() {
        return new JdbcTransactionManager(dataSource);
    }

    /** Whether its statement waits for a lock of another transaction. */
    public boolean isWaitingForLock(JdbcClient observer) {
        return observer.sql("SELECT wait_event_type = 'Lock' IS TRUE FROM pg_stat_activity WHERE pid = ?")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    /** Ends the connection in the middle of what it does. */
    public void kill(JdbcClient killer) {
        killer.sql("SELECT pg_terminate_backend(?, 10000)")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
