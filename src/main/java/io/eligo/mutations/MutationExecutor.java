package io.eligo.mutations;

import io.eligo.api.Scopes;
import io.eligo.outbox.Outbox;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs a change: who may, in one transaction, with its token; again where it met another change and lost. */
@Component
class MutationExecutor {
    private static final String SCOPE = "catalog:write";

    private final Outbox outbox;
    private final TransactionTemplate transaction;

    // The loser of a deadlock is rolled back as a whole, so nothing is done twice.
    private final RetryTemplate retries = new RetryTemplate(RetryPolicy.builder()
            .includes(ConcurrencyFailureException.class)
            .maxRetries(4)
            .delay(Duration.ofMillis(20))
            .jitter(Duration.ofMillis(20))
            .build());

    MutationExecutor(Outbox outbox, PlatformTransactionManager transactions) {
        this.outbox = outbox;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What {@code deed} answers, given the text of the freshness token.
     *
     * @throws io.eligo.api.ClientError if the caller may not, before anything is read
     */
    <T> T execute(Authentication caller, Function<String, T> deed) {
        Scopes.require(caller, SCOPE);
        return retries.invoke(() -> executeInTransaction(deed));
    }

    private <T> T executeInTransaction(Function<String, T> deed) {
        return transaction.execute(status -> deed.apply(outbox.currentToken().text()));
    }
}
