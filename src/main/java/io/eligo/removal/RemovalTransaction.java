package io.eligo.removal;

import io.eligo.removal.ChangelogRollbacks.Changeset;
import io.eligo.removal.ChangelogRollbacks.ChangesetKey;
import io.eligo.startup.MigrationLock;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Removes Eligo from one database, in one transaction. */
final class RemovalTransaction {
    /**
     * Lock timeouts of the four attempts. While an attempt waits for a lock, writers of that table wait too. The first ones give
     * up before PostgreSQL looks for deadlocks (deadlock_timeout, a second), and so end none of the writers. The last one is longer,
     * because PostgreSQL cancels an autovacuum that holds the lock only then.
     */
    private static final List<String> LOCK_TIMEOUTS = List.of("800ms", "800ms", "800ms", "3s");

    private final JdbcClient jdbc;
    private final InventoryReader reader;
    private final TransactionTemplate transaction;
    private final TransactionTemplate readOnly;

    RemovalTransaction(Connection connection, List<Changeset> changelog) {
        var database = new SingleConnectionDataSource(connection, true);
        this.jdbc = JdbcClient.create(database);
        this.reader = new InventoryReader(jdbc, changelog);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        // The second inventory must see a node that started meanwhile, whatever the server's default is.
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.readOnly = new TransactionTemplate(new JdbcTransactionManager(database));
        readOnly.setReadOnly(true);
    }

    Inventory readInventory() {
        return Objects.requireNonNull(readOnly.execute(status -> reader.read()));
    }

    List<String> findSchemasWithView() {
        return reader.findSchemasWithView();
    }

    /**
     * Removes everything, or nothing.
     *
     * @return what was removed
     * @throws RemovalRefused if something prevents it
     */
    Inventory execute() {
        List<String> tables = readInventory().tables();
        for (String lockTimeout : LOCK_TIMEOUTS) {
            try {
                return Objects.requireNonNull(transaction.execute(status -> remove(lockTimeout)));
            } catch (DataAccessException e) {
                if (!LockHolders.isLockFailure(e)) {
                    throw e;
                }
            }
        }
        throw new RemovalRefused(String.format(
                Locale.ROOT,
                "tables are locked by %s. Let them end, or end a process with pg_terminate_backend, and run the command again",
                LockHolders.describe(jdbc, tables)));
    }

    private Inventory remove(String lockTimeout) {
        jdbc.sql("SET LOCAL lock_timeout = '" + lockTimeout + "'").update();
        if (!jdbc.sql(MigrationLock.TRY_IN_TRANSACTION).query(Boolean.class).single()) {
            throw new RemovalRefused("another process migrates the database, or removes Eligo from it");
        }
        Inventory before = reader.read();
        requireNoObstacles(before);
        jdbc.sql("LOCK TABLE " + String.join(", ", before.tables()) + " IN ACCESS EXCLUSIVE MODE")
                .update();
        // A node may have started before the locks.
        Inventory inventory = reader.read();
        requireNoObstacles(inventory);
        inventory.dropOrder().forEach(object -> jdbc.sql(object.statement()).update());
        inventory.resets().forEach(statement -> jdbc.sql(statement).update());
        deleteChangesets(inventory);
        return inventory;
    }

    private static void requireNoObstacles(Inventory inventory) {
        if (!inventory.obstacles().isEmpty()) {
            throw new RemovalRefused(String.join("; ", inventory.obstacles()));
        }
    }

    /** Liquibase's tables may have changesets of others. */
    private void deleteChangesets(Inventory inventory) {
        for (ChangesetKey changeset : inventory.changesets()) {
            jdbc.sql("DELETE FROM databasechangelog WHERE id = ? AND author = ? AND filename = ?")
                    .params(changeset.id(), ChangelogRollbacks.AUTHOR, changeset.file())
                    .update();
        }
        if (!jdbc.sql("SELECT EXISTS (SELECT FROM databasechangelog)")
                .query(Boolean.class)
                .single()) {
            jdbc.sql("DROP TABLE databasechangelog").update();
            jdbc.sql("DROP TABLE IF EXISTS databasechangeloglock").update();
        }
    }
}
