package io.eligo.jobs.runtime;

import io.eligo.grants.store.GrantCounts;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings users in line in a savepoint of the caller's transaction, so that some who cannot be do not take the others' work
 * with them: the chunk goes on without them. Skipping as Spring Batch does it would roll back the chunk and do it again item by item.
 */
@Component
public class SavepointReconciler {
    private final TransactionTemplate savepoint;

    SavepointReconciler(PlatformTransactionManager transactions) {
        this.savepoint = new TransactionTemplate(transactions);
        savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /**
     * @param failed is told why not, after the savepoint was gone back to; nothing of these users has changed then
     * @return empty if it failed
     * @throws RuntimeException if the database is gone: that is nobody's fault here
     */
    public Optional<GrantCounts> reconcile(Supplier<GrantCounts> reconcile, Consumer<String> failed) {
        try {
            return Optional.ofNullable(savepoint.execute(status -> reconcile.get()));
        } catch (DataAccessResourceFailureException e) {
            throw e;
        } catch (RuntimeException e) {
            failed.accept(
                    String.valueOf(NestedExceptionUtils.getMostSpecificCause(e).getMessage()));
            return Optional.empty();
        }
    }
}
