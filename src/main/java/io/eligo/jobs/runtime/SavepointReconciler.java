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
 * Reconciles users in a savepoint of the caller's transaction, so that users whose reconciliation fails do not roll
 * back the work of the others: the chunk continues without them. Spring Batch's skip would roll back the chunk and
 * repeat it item by item.
 */
@Component
public class SavepointReconciler {
    private final TransactionTemplate savepoint;

    SavepointReconciler(PlatformTransactionManager transactions) {
        this.savepoint = new TransactionTemplate(transactions);
        savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /**
     * @param failed receives the reason after the rollback to the savepoint; nothing of these users has changed then
     * @return empty if the reconciliation failed
     * @throws RuntimeException if the database is unavailable, which is no fault of these users
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
