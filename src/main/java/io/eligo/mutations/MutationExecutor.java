package io.eligo.mutations;

import io.eligo.api.Scopes;
import io.eligo.outbox.FreshnessTokens;
import io.eligo.security.Scope;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceParent;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs a mutation: checks the scope, runs the action in one transaction with its freshness token, and retries it after a
 * conflict with a concurrent change.
 */
@Component
class MutationExecutor {

    private final FreshnessTokens freshnessTokens;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final Spans spans;

    // The loser of a deadlock is rolled back as a whole, so a retry does nothing twice.
    private final RetryTemplate retries = new RetryTemplate(RetryPolicy.builder()
            .includes(ConcurrencyFailureException.class)
            .maxRetries(4)
            .delay(Duration.ofMillis(20))
            .jitter(Duration.ofMillis(20))
            .build());

    MutationExecutor(
            FreshnessTokens freshnessTokens, PlatformTransactionManager transactions, JdbcClient jdbc, Spans spans) {
        this.freshnessTokens = freshnessTokens;
        this.transaction = new TransactionTemplate(transactions);
        this.jdbc = jdbc;
        this.spans = spans;
    }

    /**
     * Returns the result of {@code action}, which gets the text of the freshness token.
     *
     * @throws io.eligo.api.ClientError before any read if the caller lacks the scope
     */
    <T> T execute(Authentication caller, Function<String, T> action) {
        Scopes.require(caller, Scope.CATALOG_WRITE);
        return retries.invoke(() -> executeInTransaction(action));
    }

    private <T> T executeInTransaction(Function<String, T> action) {
        return transaction.execute(status -> {
            setTraceParent();
            return action.apply(freshnessTokens.currentToken().text());
        });
    }

    /** The events of the change continue the trace of the request, as those of any writer who sets it. */
    private void setTraceParent() {
        TraceParent trace = spans.current();
        if (trace != null) {
            jdbc.sql("SELECT set_config('eligo.traceparent', ?, true)")
                    .param(trace.text())
                    .query(String.class)
                    .single();
        }
    }
}
