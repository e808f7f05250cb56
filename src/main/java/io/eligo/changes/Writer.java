package io.eligo.changes;

import io.eligo.graphql.Scopes;
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
class Writer {
    private static final String SCOPE = "catalog:write";

    private final Outbox outbox;
    private final TransactionTemplate transaction;

    // The loser of a deadlock is rolled back as a whole, so nothing is done twice.
    private final RetryTemplate attempts = new RetryTemplate(RetryPolicy.builder()
            .includes(ConcurrencyFailureException.class)
            .maxRetries(4)
            .delay(Duration.ofMillis(20))
            .jitter(Duration.ofMillis(20))
            .build());

    Writer(Outbox outbox, PlatformTransactionManager transactions) {
        this.outbox = outbox;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What {@code deed} answers, given the text of the freshness token.
     *
     * @throws io.eligo.graphql.Refused if the caller may not, before anything is read
     */
    <T> T write(Authentication caller, Function<String, T> deed) {
        Scopes.require(caller, SCOPE);
        return attempts.invoke(() -> committed(deed));
    }

    private <T> T committed(Function<String, T> deed) {
        return transaction.execute(status -> deed.apply(outbox.token().text()));
    }
}
