package io.eligo.mutations;

import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Erases users as the mutation does, without a caller. */
@TestComponent
public class ErasureFixture {
    private final Erasure erasure;
    private final TransactionTemplate transaction;

    ErasureFixture(Erasure erasure, PlatformTransactionManager transactions) {
        this.erasure = erasure;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** False if the erasure conflicted with another writer and was rolled back. */
    public boolean erase(UUID user) {
        try {
            transaction.executeWithoutResult(status -> erasure.erase(user, "v1.1"));
            return true;
        } catch (ConcurrencyFailureException e) {
            return false;
        }
    }
}
