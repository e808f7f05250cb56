package io.eligo.platform.connections;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads in one snapshot of the database, read-only. TRUNCATE does not respect snapshots: a table that is truncated and loaded again
 * after the snapshot and before its first read appears empty in it, which it never was. Such a read is repeated in a new snapshot.
 */
public final class SnapshotReads {
    private static final int MAX_ATTEMPTS = 10;

    // A TRUNCATE gives the table a new file. The snapshot shows the file of its time in pg_class, and the function the
    // present one. Once a table is read, its lock keeps others from truncating it before the end of the transaction.
    static final String IS_TRUNCATED = """
            SELECT EXISTS (
                SELECT FROM pg_class
                WHERE oid = ANY (ARRAY['merchant', 'outlet', 'payment_point', 'cashback_configuration', 'cashback_tier', 'exclusive_offer',
                                       'loyalty_program', 'loyalty_tier', 'loyalty_reward', 'offer_outlet', 'customer_type',
                                       'user_grants']::regclass[])
                  AND relfilenode <> pg_relation_filenode(oid))
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    /** @param propagation such as {@link TransactionDefinition#PROPAGATION_REQUIRES_NEW} */
    public SnapshotReads(JdbcClient jdbc, PlatformTransactionManager transactions, int propagation) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        transaction.setReadOnly(true);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        transaction.setPropagationBehavior(propagation);
    }

    void setTimeout(int seconds) {
        transaction.setTimeout(seconds);
    }

    /** @throws TransientDataAccessResourceException if tables were truncated during each of ten attempts */
    public <T> T read(Supplier<T> reads) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<T> read = Objects.requireNonNull(
                    transaction.execute(status -> Optional.of(reads.get()).filter(found -> !isTruncated())));
            if (read.isPresent()) {
                return read.get();
            }
        }
        throw new TransientDataAccessResourceException("source tables are truncated each time that they are read");
    }

    private boolean isTruncated() {
        return jdbc.sql(IS_TRUNCATED).query(Boolean.class).single();
    }
}
